using System.Globalization;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>RQ-VAE: more codes a position against more code vectors, and against more positions at equal bits.</summary>
internal sealed class DepthAgainstCodebook : Part
{
    private const int Side = 16;

    private static readonly (string Name, int Positions, int Depth, int Size)[] Shapes =
    [
        ("4x4x1-64", 4, 1, 64),
        ("4x4x2-64", 4, 2, 64),
        ("4x4x4-64", 4, 4, 64),
        ("4x4x1-512", 4, 1, 512),
        ("4x4x1-4096", 4, 1, 4096),
        ("4x4x4-8", 4, 4, 8),
        ("8x8x1-64", 8, 1, 64),
    ];

    /// <inheritdoc/>
    public override string Name => "depth";

    /// <inheritdoc/>
    public override string Title => "RQ-VAE: depth against codebook size";

    /// <inheritdoc/>
    public override string Source => "Lee, Kim, Kim, Cho, Han 2022, reconstruction FID on ImageNet: 8 x 8 x 1 of 16,384, 65,536 and 131,072 codes 17.95, 17.66, 17.09; 8 x 8 x 2, 4, 8 and 16 of 16,384 10.77, 4.73, 2.69, 1.83; "
        + "16 x 16 x 1 of 16,384, the bits of 8 x 8 x 4, about 4.9";

    /// <inheritdoc/>
    public override string Text => "The same small encoder and decoder, emoji of 16 x 16 pixels, six epochs, one seed; only the shape of the codes differs (and one halving for 8 x 8 positions). "
        + "Figures: PSNR of the 186 held-out emoji, and the share of each codebook, depth after depth, that the training pictures use.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Shapes.Select(shape => TokenizerTrial.Of(desk, shape.Name, new CodeSource("rqvae-" + shape.Name, () => Options(shape))))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        if (Psnr("4x4x1-64") is { } one && Psnr("4x4x2-64") is { } two && Psnr("4x4x4-64") is { } four && Psnr("4x4x1-512") is { } middle && Psnr("4x4x1-4096") is { } large)
        {
            claims.Add(new("Depth helps, and goes on helping", "17.95 → 10.77 → 4.73 for depth 1, 2, 4", Text3("dB for depth 1, 2, 4", one, two, four), one < two && two < four));
            claims.Add(new("A larger codebook at depth 1 helps far less than depth", "17.95 → 17.66 → 17.09 for 8 times the codes", Text3("dB for 64, 512, 4,096 codes", one, middle, large), large - one < (four - one) / 2));
            claims.Add(new("At equal bits a position, depth does better than a large codebook", "not compared at equal bits", Invariant($"12 bits: 1 of 4,096 {large:F2} dB, 2 of 64 {two:F2} dB") + (Psnr("4x4x4-8") is { } small ? Invariant($", 4 of 8 {small:F2} dB") : ""),
                Math.Abs(two - large) < 0.1 ? null : two > large));
        }
        if (Psnr("4x4x4-64") is { } stacked && Psnr("8x8x1-64") is { } flat)
            claims.Add(new("At equal bits, a quarter of the positions with four codes each are as good", "16 x 16 x 1: about 4.9, 8 x 8 x 4: 4.73", Invariant($"8 x 8 x 1: {flat:F2} dB, 4 x 4 x 4: {stacked:F2} dB"), stacked > flat - 0.25));
        return new Comparison
        {
            Table = new FigureTable(["codes", "bits a position", "bits", "PSNR, dB", "codes in use", "perplexity"], [.. Finished(results).Select(one => (IReadOnlyList<string>)
            [
                Invariant($"{one.Shape.Positions} x {one.Shape.Positions} x {one.Shape.Depth} of {one.Shape.Size:N0}"),
                Invariant($"{one.Shape.Depth * Math.Log2(one.Shape.Size):F0}"),
                Invariant($"{one.Figures["bits"]:N0}"),
                Invariant($"{one.Figures["psnr"]:F2}"),
                string.Join(" / ", Enumerable.Range(0, one.Shape.Depth).Select(depth => Invariant($"{100 * one.Figures[$"used 0.{depth}"]:F0}"))) + " %",
                string.Join(" / ", Enumerable.Range(0, one.Shape.Depth).Select(depth => Invariant($"{one.Figures[$"perplexity 0.{depth}"]:N0}"))),
            ])]),
            Claims = claims,
            Pictures = [.. Finished(results).Select(one => (Invariant($"{one.Shape.Positions} x {one.Shape.Positions} x {one.Shape.Depth} of {one.Shape.Size:N0}"), results.File(one.Shape.Name, "heldout.png")))
                .Where(one => one.Item2 is not null).Select(one => (one.Item1, one.Item2!))],
        };

        double? Psnr(string name) => results[name]?["psnr"];
    }

    private static IEnumerable<((string Name, int Positions, int Depth, int Size) Shape, TrialFigures Figures)> Finished(Results results) =>
        Shapes.Where(shape => results[shape.Name] is not null).Select(shape => (shape, results[shape.Name]!));

    private static RqVaeOptions Options((string Name, int Positions, int Depth, int Size) shape)
    {
        RqVaeOptions options = TokenizerRecipes.Trained(new RqVaeOptions
        {
            ChannelMultipliers = shape.Positions == 8 ? [1, 2] : [1, 2, 2],
            AttentionResolutions = [],
            CodebookSize = shape.Size,
            BatchSize = 16,
            Quantizer = new ResidualQuantizerOptions { Depth = shape.Depth, RestartThreshold = 0.25 },
        }, epochs: 6);
        (options.ImageSize, options.MaxShift) = (Side, 1);
        return options;
    }

    private static string Text3(string what, double first, double second, double third) => Invariant($"{first:F2} → {second:F2} → {third:F2} {what}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
