using System.Globalization;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>VQGAN's appendix F: the six orderings of a code map.</summary>
internal sealed class Orderings : Part
{
    private const int Draws = 450;

    private static readonly (string Name, CodeOrdering Ordering)[] Kinds =
    [
        ("row major", CodeOrdering.RowMajor),
        ("alternate", CodeOrdering.Alternate),
        ("z-curve", CodeOrdering.ZCurve),
        ("subsample", CodeOrdering.Subsample),
        ("spiral out", CodeOrdering.SpiralOut),
        ("spiral in", CodeOrdering.SpiralIn),
    ];

    /// <inheritdoc/>
    public override string Name => "orderings";

    /// <inheritdoc/>
    public override string Title => "VQGAN: the six orderings";

    /// <inheritdoc/>
    public override string Source => "Esser, Rombach, Ommer 2021, Figure 47: validation NLL differs clearly by ordering, and row major has the lowest; subsample and spiral in draw more texture-like pictures";

    /// <inheritdoc/>
    public override string Text => "The raster transformer of width 64 with two blocks, told the category, over 8 x 8 codes of 1,024 (VQGAN, f = 4), 12 epochs, one seed. "
        + "Figures: the lowest held-out bits a code of the epochs' ends, and the Frechet distance of 450 drawn pictures.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) =>
        [.. Kinds.Select(kind => PriorTrial.Of(desk, kind.Ordering.ToString().ToLowerInvariant(), "raster-" + kind.Ordering.ToString().ToLowerInvariant(), CodeSource.VqGan, () => PriorRecipes.Raster(kind.Ordering), Draws))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var finished = Kinds.Select(kind => (kind.Name, Figures: results[kind.Ordering.ToString().ToLowerInvariant()])).Where(one => one.Figures is not null)
            .Select(one => (one.Name, Figures: one.Figures!)).ToArray();
        var claims = new List<Claim>();
        if (finished.Length == Kinds.Length)
        {
            string[] order = [.. finished.OrderBy(one => one.Figures["bits"]).Select(one => Invariant($"{one.Name} {one.Figures["bits"]:F3}"))];
            double rowMajor = finished[0].Figures["bits"], best = finished.Skip(1).Min(one => one.Figures["bits"]), worst = finished.Max(one => one.Figures["bits"]);
            claims.Add(new("Row major has the lowest held-out NLL of the six", "lowest", string.Join(", ", order) + " bits a code", Math.Abs(rowMajor - best) < 0.02 ? null : rowMajor < best));
            claims.Add(new("The ordering matters", "clearly apart", Invariant($"{worst - Math.Min(rowMajor, best):F3} bits a code between the best and the worst"), worst - Math.Min(rowMajor, best) > 0.04 ? true : null));
        }
        return new Comparison
        {
            Table = new FigureTable(["ordering", "bits a code", "best epoch", "Frechet distance"], [.. finished.Select(one => (IReadOnlyList<string>)
            [
                one.Name, Invariant($"{one.Figures["bits"]:F3}"), Invariant($"{one.Figures["epoch"]:N0}"), Invariant($"{one.Figures["frechet"]:F3}"),
            ])]),
            Claims = claims,
            Pictures = [.. Kinds.Select(kind => (kind.Name, results.File(kind.Ordering.ToString().ToLowerInvariant(), "drawn.png"))).Where(one => one.Item2 is not null).Select(one => (one.Name, one.Item2!))],
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
