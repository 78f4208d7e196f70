using System.Globalization;
using HierVQ.Priors;
using HierVQ.Sampling;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>VQGAN's Figures 7 and 11: how much smaller codes are than pictures, at a fixed length of what the transformer sees.</summary>
internal sealed class Factors : Part
{
    private const int Window = 4, Epochs = 4, PriorEpochs = 8;

    private static readonly (int Factor, CodeSource Source)[] Kinds =
    [
        (1, new("palette-512", () => TokenizerRecipes.Trained(new ColorPaletteOptions { CodebookSize = 512 }, epochs: 50))),
        (2, new("vqgan-f2", () => VqGan([1, 1]))),
        (4, new("vqgan-f4", () => VqGan([1, 1, 2]))),
        (8, new("vqgan-f8", () => VqGan([1, 1, 2, 2]))),
    ];

    /// <inheritdoc/>
    public override string Name => "factors";

    /// <inheritdoc/>
    public override string Title => "VQGAN: f = 1, 2, 4, 8 at a fixed code length";

    /// <inheritdoc/>
    public override string Source => "Esser, Rombach, Ommer 2021, Figures 7 and 11: with the length fixed, what the transformer sees grows with f: samples become coherent and 3.86, 65.81 and 280.68 times as fast as of pixels for f = 2, 8, 16, "
        + "while reconstructions lose detail";

    /// <inheritdoc/>
    public override string Text => "A colour palette of 512 (f = 1) and VQGANs with 1,024 codes (f = 2, 4, 8; four epochs); a raster transformer of width 64 with two blocks sees windows of 4 x 4 codes, told the category and where the window lies: "
        + "4, 8, 16 or all 32 pixels of an emoji's side. All have as many training steps; one seed. Figures: PSNR of reconstructed held-out emoji; held-out bits a code, a picture, and a dimension of the picture's 3,072 (windows side by side); "
        + "processor seconds of drawing a picture's codes, its window sliding over the map, nine pictures at a time.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Kinds.Select(kind => new Trial($"f{kind.Factor}", $"{desk.RecipeOf(kind.Source)}, {Recipe.Of(desk.Shortened(Prior(kind.Factor)), "windows")}", folder => Run(desk, kind, folder)))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var finished = Kinds.Where(kind => results[$"f{kind.Factor}"] is not null).Select(kind => (kind.Factor, Figures: results[$"f{kind.Factor}"]!)).ToArray();
        var claims = new List<Claim>();
        if (finished.Length == Kinds.Length)
        {
            double[] psnr = Of("psnr"), image = Of("bits a picture"), seconds = Of("seconds a picture");
            claims.Add(new("Larger f reconstructs worse", "reconstruction error grows", Joined(psnr, "F2") + " dB", IsFalling(psnr)));
            claims.Add(new("Larger f needs fewer bits for a picture's codes", "NLL falls as context grows", Joined(image, "F0") + " bits a picture", IsFalling(image)));
            claims.Add(new("Larger f draws faster", "1, 3.86, 65.81 times for f = 1, 2, 8", string.Join(", ", seconds.Select(one => Invariant($"{seconds[0] / one:F1}"))) + " times", IsFalling(seconds)));
        }
        return new Comparison
        {
            Table = new FigureTable(["f", "map", "PSNR, dB", "bits a code", "bits a picture", "bits a dimension", "seconds a picture"], [.. finished.Select(one => (IReadOnlyList<string>)
            [
                Invariant($"{one.Factor}"),
                Invariant($"{Pictures.Size / one.Factor} x {Pictures.Size / one.Factor}"),
                Invariant($"{one.Figures["psnr"]:F2}"),
                Invariant($"{one.Figures["bits"]:F3}"),
                Invariant($"{one.Figures["bits a picture"]:N0}"),
                Invariant($"{one.Figures["bits a picture"] / (3 * Pictures.Size * Pictures.Size):F3}"),
                Invariant($"{one.Figures["seconds a picture"]:F4}"),
            ])]),
            Claims = claims,
            Pictures = [.. finished.SelectMany(one => ((string Title, string? File)[])[($"f = {one.Factor}, reconstructed", results.File($"f{one.Factor}", "heldout.png")), ($"f = {one.Factor}, drawn, one a category", results.File($"f{one.Factor}", "drawn.png"))])
                .Where(one => one.File is not null).Select(one => (one.Title, one.File!))],
        };

        double[] Of(string figure) => [.. finished.Select(one => one.Figures[figure])];
    }

    private static TrialFigures Run(Desk desk, (int Factor, CodeSource Source) kind, RunFolder folder)
    {
        EncodedPictures whole = desk.Codes(kind.Source);
        EncodedPictures windows = whole.Windows(Window, perPicture: PerPicture(kind.Factor), kind.Factor);
        using TrainedPrior prior = PriorTrial.Train(desk, $"windows-f{kind.Factor}", windows, Prior(kind.Factor));
        TrialFigures figures = PriorTrial.Measure(prior);
        figures["bits a picture"] = figures["bits"] * whole.Layout.TotalCodes;
        IReadOnlyList<byte[]> back = whole.Tokenizer.Pictures(whole.HeldOut.Codes);
        figures["psnr"] = TokenizerUse.MeanPsnr(desk.HeldOut().Rgb, back);
        File.WriteAllBytes(folder.File("heldout.png"), Desk.Strip(back, Pictures.Size));

        int[] drawn = Draw(prior, whole, kind.Factor); // once before it is timed, since a program's first round compiles itself
        figures["seconds a picture"] = Processor.Time(() => drawn = Draw(prior, whole, kind.Factor)) / whole.Labels.Count;
        File.WriteAllBytes(folder.File("drawn.png"), Desk.Strip(whole.Tokenizer.Pictures(drawn), Pictures.Size));
        return figures;
    }

    // One picture a category.
    private static int[] Draw(TrainedPrior prior, EncodedPictures whole, int factor)
    {
        int side = whole.Layout[0].Height;
        int[] classes = [.. Enumerable.Range(0, whole.Labels.Count)], drawn = new int[classes.Length * whole.Layout.TotalCodes];
        Array.Fill(drawn, -1);
        using var sampler = new SlidingWindowSampler(prior.Prior);
        sampler.Sample(drawn, side, side, [WindowCondition.Same(classes), WindowCondition.Coordinates(factor)], [.. classes.Select(one => (ulong)one)], new SamplingOptions { Temperature = 0.9f, TopP = 0.92f });
        return drawn;
    }

    private static int PerPicture(int factor) => Pictures.Size / Window / factor;

    // As many steps for all: more windows of a picture, fewer epochs.
    private static RasterTransformerOptions Prior(int factor)
    {
        RasterTransformerOptions options = PriorRecipes.Raster();
        options.Epochs = PriorEpochs / PerPicture(factor);
        return options;
    }

    private static VqGanOptions VqGan(int[] multipliers)
    {
        VqGanOptions options = TokenizerRecipes.VqGan(Epochs);
        options.ChannelMultipliers = multipliers;
        return options;
    }

    private static bool IsFalling(double[] values) => values.Zip(values.Skip(1)).All(pair => pair.Second < pair.First);

    private static string Joined(double[] values, string format) => string.Join(", ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
