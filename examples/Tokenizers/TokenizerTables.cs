using System.Globalization;

namespace HierVQ.Examples.Tokenizers;

/// <summary>The figures as tables.</summary>
internal static class TokenizerTables
{
    /// <summary>The tokenizers.</summary>
    public static FigureTable OfTokenizers(IReadOnlyList<Finished> finished) => new(
        ["tokenizer", "codes", "bits", "PSNR, dB", "SSIM", "codes in use", "perplexity", "trained/s", "encoded/s", "decoded/s"],
        [.. finished.Select(one => (IReadOnlyList<string>)
        [
            one.Variant.Title,
            Codes(one.Figures),
            Text($"{one.Figures.Bits:N0}"),
            Text($"{one.Figures.Whole.Psnr:F2}"),
            Text($"{one.Figures.Whole.Ssim:F3}"),
            Shares(one.Figures),
            Perplexities(one.Figures),
            Speed(one.Figures.TrainedPerSecond),
            Speed(one.Figures.EncodedPerSecond),
            Speed(one.Figures.DecodedPerSecond),
        ])]);

    /// <summary>The remedies against collapse.</summary>
    public static FigureTable OfCollapse(IReadOnlyList<Finished> finished) => new(
        ["codebook", "codes in use", "share", "perplexity", "PSNR, dB", "SSIM", "trained/s"],
        [.. finished.Select(one => (IReadOnlyList<string>)
        [
            one.Variant.Title,
            Text($"{one.Figures.Levels[0].Used:N0} of {one.Figures.Levels[0].CodebookSize:N0}"),
            Text($"{100 * one.Figures.Levels[0].Share:0.#} %"),
            Perplexities(one.Figures),
            Text($"{one.Figures.Whole.Psnr:F2}"),
            Text($"{one.Figures.Whole.Ssim:F3}"),
            Speed(one.Figures.TrainedPerSecond),
        ])]);

    /// <summary>The shape of the codes: "4x4 + 8x8 of 256".</summary>
    private static string Codes(VariantFigures figures) =>
        string.Join(" + ", figures.Levels.GroupBy(level => level.Level).Select(Shape)) + Text($" of {figures.Levels[0].CodebookSize:N0}");

    private static string Shape(IEnumerable<LevelFigures> depths)
    {
        LevelFigures first = depths.First();
        return Text($"{first.Height}x{first.Width}") + (depths.Count() > 1 ? Text($"x{depths.Count()}") : "");
    }

    private static string Shares(VariantFigures figures) => string.Join(" / ", figures.Levels.Select(level => Text($"{100 * level.Share:0}"))) + " %";

    private static string Perplexities(VariantFigures figures) => string.Join(" / ", figures.Levels.Select(level => Text($"{level.Perplexity:N0}")));

    private static string Speed(double images) => images < 10 ? Text($"{images:F1}") : Text($"{images:N0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
