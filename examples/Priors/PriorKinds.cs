namespace HierVQ.Examples.Priors;

/// <summary>Everything that is shown.</summary>
internal static class PriorKinds
{
    /// <summary>A prior of each kind, all told the category.</summary>
    public static IReadOnlyList<PriorKind> Priors { get; } =
    [
        new("hiertransformer", "HierTransformer, two levels", "You, Kim, Kim, Lee, Han 2022", CodeSource.HqVae, PriorRecipes.Hier),
        new("residualtransformer", "ResidualTransformer", "Lee, Kim, Kim, Cho, Han 2022", CodeSource.RqVae, PriorRecipes.Residual),
        new("raster-rowmajor", "RasterTransformer", "Esser, Rombach, Ommer 2021", CodeSource.VqGan, () => PriorRecipes.Raster()),
        new("pixelsnail", "PixelSnail", "Chen, Mishra, Rohaninejad, Abbeel 2017", CodeSource.VqGan, PriorRecipes.PixelSnail),
        new("gatedpixelcnn", "gated PixelCNN", "van den Oord et al. 2016", CodeSource.VqGan, PriorRecipes.GatedPixelCnn),
        new("stack", "stack of PixelSNAILs", "Razavi, van den Oord, Vinyals 2019", CodeSource.VqVae2, PriorRecipes.Stack),
    ];

    /// <summary>The raster transformer in each ordering of VQGAN's appendix F.</summary>
    public static IReadOnlyList<PriorKind> Orderings { get; } =
    [
        Ordering("row major", CodeOrdering.RowMajor),
        Ordering("alternate", CodeOrdering.Alternate),
        Ordering("z-curve", CodeOrdering.ZCurve),
        Ordering("subsample", CodeOrdering.Subsample),
        Ordering("spiral out", CodeOrdering.SpiralOut),
        Ordering("spiral in", CodeOrdering.SpiralIn),
    ];

    /// <summary>Both lists, what is in both once.</summary>
    public static IReadOnlyList<PriorKind> All { get; } = [.. Priors.Concat(Orderings).DistinctBy(kind => kind.Name)];

    /// <summary>The priors of these names; all where there are none.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public static IReadOnlyList<PriorKind> Named(IReadOnlyList<string> names) => names.Count == 0 ? All : [.. names.Select(name => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"There is no prior '{name}'; there are {string.Join(", ", All.Select(kind => kind.Name))}."))];

    private static PriorKind Ordering(string title, CodeOrdering ordering) =>
        new("raster-" + ordering.ToString().ToLowerInvariant(), title, "Esser, Rombach, Ommer 2021, appendix F", CodeSource.VqGan, () => PriorRecipes.Raster(ordering));
}
