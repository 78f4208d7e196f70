using System.Collections.Immutable;

namespace HierVQ;

/// <summary>How well a prior predicts codes.</summary>
public sealed record LikelihoodMetrics
{
    /// <summary>Mean negative log-likelihood of a code in bits. Lower is better; log2 of the codebook size is no better than chance.</summary>
    public required double BitsPerCode { get; init; }

    /// <summary>Standard deviation of <see cref="BitsPerCode"/> between rows.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>Mean bits a code of each level, coarse to fine.</summary>
    public required ImmutableArray<double> BitsPerCodeOfLevel { get; init; }

    /// <summary>Mean bits of a whole image.</summary>
    public required double BitsPerImage { get; init; }

    /// <summary>Rows measured.</summary>
    public required long Images { get; init; }

    /// <summary>Rows without a score.</summary>
    public required long Missing { get; init; }
}
