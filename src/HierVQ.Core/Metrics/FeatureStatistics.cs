using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>Mean and covariance of a set of feature vectors: all that a Frechet distance needs of it.</summary>
public sealed class FeatureStatistics
{
    /// <summary>Statistics that were computed before, such as published ones of a data set.</summary>
    /// <param name="mean">D numbers.</param>
    /// <param name="covariance">D x D numbers, symmetric; its lower triangle counts.</param>
    /// <exception cref="ArgumentException">There is no feature, or the covariance is not D x D.</exception>
    public FeatureStatistics(ReadOnlySpan<double> mean, ReadOnlySpan<double> covariance)
    {
        if (mean.IsEmpty)
            throw new ArgumentException("The mean has no features.", nameof(mean));
        if (covariance.Length != (long)mean.Length * mean.Length)
            throw new ArgumentException($"The covariance has {covariance.Length} numbers; for {mean.Length} features it must have {mean.Length} x {mean.Length}.", nameof(covariance));
        (Mean, Covariance) = (mean.ToArray(), covariance.ToArray());
    }

    /// <summary>Features of a vector, D.</summary>
    public int Dimensions => Mean.Length;

    /// <summary>The mean: D numbers.</summary>
    public ReadOnlyMemory<double> Mean { get; }

    /// <summary>The covariance with divisor N - 1: D x D numbers, row by row.</summary>
    public ReadOnlyMemory<double> Covariance { get; }

    /// <summary>The statistics of vectors, in double precision.</summary>
    /// <param name="features">(N, D), any floating type, N at least 2.</param>
    /// <exception cref="ArgumentException">The axes are others, or a feature is not finite.</exception>
    public static FeatureStatistics Of(Tensor features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.shape is not [>= 2, >= 1])
            throw new ArgumentException($"The features are ({string.Join(", ", features.shape)}); they must be (N, D) with N at least 2.", nameof(features));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = features.to(ScalarType.Float64); // (N, D)
        if (!rows.isfinite().all().item<bool>())
            throw new ArgumentException("The features hold a value that is not finite.", nameof(features));
        Tensor mean = rows.mean([0]); // (D)
        Tensor centred = rows - mean;
        Tensor covariance = centred.t().matmul(centred).div(rows.size(0) - 1); // (D, D)
        return new FeatureStatistics(Numbers(mean), Numbers(covariance));
    }

    private static double[] Numbers(Tensor tensor) => tensor.cpu().contiguous().data<double>().ToArray();
}
