using System.Collections.Immutable;

namespace HierVQ;

/// <summary>How near reconstructed segmentations are to their originals.</summary>
public sealed record SegmentationMetrics
{
    /// <summary>Share of pixels, 0 to 1, whose class comes back right. Higher is better.</summary>
    public required double PixelAccuracy { get; init; }

    /// <summary>Mean of <see cref="IntersectionOverUnion"/> over the classes that occur. Higher is better.</summary>
    public required double MeanIntersectionOverUnion { get; init; }

    /// <summary>For each class the pixels that have it in both, as a share, 0 to 1, of those that have it in either; not a number where it does not occur.</summary>
    public required ImmutableArray<double> IntersectionOverUnion { get; init; }

    /// <summary>Where a column of codes was given: each level and depth, with codes in use, dead codes and perplexity over all rows measured; otherwise empty.</summary>
    public ImmutableArray<CodebookUsage> Codebooks { get; init; } = [];

    /// <summary>Rows measured.</summary>
    public required long Images { get; init; }

    /// <summary>Rows without an original or a reconstruction.</summary>
    public required long Missing { get; init; }
}
