using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>
/// The Frechet distance between two sets of feature vectors, each taken for a normal distribution (Dowson and Landau, The Frechet distance
/// between multivariate normal distributions, 1982): |m1 - m2|² + tr S1 + tr S2 - 2 tr √(S1 S2). With features of the Inception network it is
/// the FID (Heusel et al., GANs trained by a two time-scale update rule, 2017, equation 6). It depends on the features and on how many
/// vectors there are: compare only what was measured alike.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The distance between two sets of vectors.</summary>
    /// <param name="first">(N, D), N at least 2.</param>
    /// <param name="second">(M, D), M at least 2.</param>
    /// <returns>0 for sets of equal mean and covariance, and more the further apart they are.</returns>
    /// <exception cref="ArgumentException">The axes are others, or a feature is not finite.</exception>
    public static double Between(Tensor first, Tensor second) => Between(FeatureStatistics.Of(first), FeatureStatistics.Of(second));

    /// <summary>The distance between two sets of which the statistics are known.</summary>
    /// <param name="first">One set.</param>
    /// <param name="second">The other, of equally many features.</param>
    /// <returns>0 for equal statistics, and more the further apart they are.</returns>
    /// <exception cref="ArgumentException">They have not equally many features.</exception>
    public static double Between(FeatureStatistics first, FeatureStatistics second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Dimensions != second.Dimensions)
            throw new ArgumentException($"The first set has {first.Dimensions} features, the second {second.Dimensions}: both must come from the same network.", nameof(second));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor mean1 = Vector(first.Mean), mean2 = Vector(second.Mean); // (D)
        Tensor covariance1 = Matrix(first), covariance2 = Matrix(second); // (D, D)
        double distance = (mean1 - mean2).square().sum().add(covariance1.trace()).add(covariance2.trace()).item<double>()
            - 2 * TraceOfRoot(covariance1, covariance2);
        // Of equal sets rounding may leave a little less than nothing.
        return Math.Max(0, distance);
    }

    // tr √(S1 S2): S1 S2 has the eigenvalues of √S1 S2 √S1, which is symmetric, so that no eigenvalue comes out complex. Fewer vectors than
    // features leave eigenvalues of zero, which rounding may put a little below it.
    private static double TraceOfRoot(Tensor covariance1, Tensor covariance2)
    {
        (Tensor values, Tensor vectors) = linalg.eigh(covariance1); // (D), (D, D)
        Tensor root = (vectors * values.clamp_min(0).sqrt()).matmul(vectors.t()); // √S1
        return linalg.eigvalsh(root.matmul(covariance2).matmul(root)).clamp_min(0).sqrt().sum().item<double>();
    }

    private static Tensor Vector(ReadOnlyMemory<double> numbers) => tensor(numbers.ToArray(), dtype: ScalarType.Float64);

    private static Tensor Matrix(FeatureStatistics statistics) =>
        Vector(statistics.Covariance).view(statistics.Dimensions, statistics.Dimensions);
}
