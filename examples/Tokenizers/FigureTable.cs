using System.Globalization;

namespace HierVQ.Examples.Tokenizers;

/// <summary>A table as plain text: a head and rows of as many cells.</summary>
/// <param name="Head">Names of the columns.</param>
/// <param name="Rows">The rows.</param>
internal sealed record FigureTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The tokenizers, the coarse picture that they must beat before them.</summary>
    public static FigureTable OfTokenizers(IReadOnlyList<Finished> finished, Baseline baseline) => new(
        ["tokenizer", "codes", "bits", "PSNR, dB", "codes in use", "perplexity", "trained/s", "encoded/s", "decoded/s"],
        [
            [baseline.Title, "none", Text($"{baseline.Bits:N0}"), Text($"{baseline.Psnr:F2}"), "", "", "", "", ""],
            .. finished.Select(one => (IReadOnlyList<string>)
            [
                one.Variant.Title,
                Codes(one.Figures),
                Text($"{one.Figures.Bits:N0}"),
                Text($"{one.Figures.Psnr:F2}"),
                Shares(one.Figures),
                Perplexities(one.Figures),
                Speed(one.Figures.TrainedPerSecond),
                Speed(one.Figures.EncodedPerSecond),
                Speed(one.Figures.DecodedPerSecond),
            ]),
        ]);

    /// <summary>The remedies against collapse.</summary>
    public static FigureTable OfCollapse(IReadOnlyList<Finished> finished) => new(
        ["codebook", "codes in use", "share", "perplexity", "PSNR, dB", "trained/s"],
        [.. finished.Select(one => (IReadOnlyList<string>)
        [
            one.Variant.Title,
            Text($"{one.Figures.Levels[0].Used:N0} of {one.Figures.Levels[0].CodebookSize:N0}"),
            Text($"{100 * one.Figures.Levels[0].Share:0.#} %"),
            Perplexities(one.Figures),
            Text($"{one.Figures.Psnr:F2}"),
            Speed(one.Figures.TrainedPerSecond),
        ])]);

    /// <summary>The shape of the codes: "4 x 4 + 8 x 8 of 256".</summary>
    public static string Codes(VariantFigures figures) => string.Join(" + ", figures.Levels.GroupBy(level => level.Level).Select(level =>
    {
        LevelFigures first = level.First();
        return Text($"{first.Height} x {first.Width}{(level.Count() > 1 ? Text($" x {level.Count()}") : "")} of {first.CodebookSize:N0}");
    }));

    private static string Shares(VariantFigures figures) => string.Join(" / ", figures.Levels.Select(level => Text($"{100 * level.Share:0}"))) + " %";

    private static string Perplexities(VariantFigures figures) => string.Join(" / ", figures.Levels.Select(level => Text($"{level.Perplexity:N0}")));

    private static string Speed(double images) => images < 10 ? Text($"{images:F1}") : Text($"{images:N0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
