using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>
/// How the manifolds of real and generated feature vectors lie over each other. Around each vector is the ball that reaches to its k-th
/// nearest neighbour within its own set.
/// </summary>
/// <param name="Precision">The share of generated vectors inside the ball of at least one real one: fidelity (Kynkäänniemi et al., 2019).</param>
/// <param name="Recall">The share of real vectors inside the ball of at least one generated one: variety (Kynkäänniemi et al., 2019).</param>
/// <param name="Density">Real balls that hold a generated vector, on average, over k: precision without the pull of outliers, may exceed 1 (Naeem et al., 2020).</param>
/// <param name="Coverage">The share of real vectors whose ball holds a generated one: variety without that pull (Naeem et al., 2020).</param>
public sealed record Prdc(double Precision, double Recall, double Density, double Coverage)
{
    // Distances of this many rows to all others are in memory at a time.
    private const int Rows = 1024;

    /// <summary>Measures two sets of vectors.</summary>
    /// <param name="real">(N, D), N above <paramref name="neighbours"/>.</param>
    /// <param name="generated">(M, D), M above <paramref name="neighbours"/>.</param>
    /// <param name="neighbours">k. At least 1; default 3, as in Kynkäänniemi et al.</param>
    /// <exception cref="ArgumentException">The axes are others, or there are too few vectors for their neighbours.</exception>
    public static Prdc Of(Tensor real, Tensor generated, int neighbours = 3)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(generated);
        OptionCheck.AtLeast(neighbours, 1);
        Check(real, neighbours, nameof(real));
        Check(generated, neighbours, nameof(generated));
        if (real.size(1) != generated.size(1))
            throw new ArgumentException($"The real vectors have {real.size(1)} features, the generated {generated.size(1)}: both must come from the same network.", nameof(generated));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        // In double precision: the square of a distance is a small difference of large numbers.
        Tensor reals = real.to(ScalarType.Float64), fakes = generated.to(ScalarType.Float64);
        Tensor realRadii = Radii(reals, neighbours), fakeRadii = Radii(fakes, neighbours); // (N), (M)
        long recalled = 0, covered = 0;
        Tensor held = zeros([fakes.size(0)], dtype: ScalarType.Int64, device: fakes.device); // real balls that hold each generated vector
        for (long first = 0; first < reals.size(0); first += Rows)
        {
            using DisposeScope step = NewDisposeScope();
            long count = Math.Min(Rows, reals.size(0) - first);
            Tensor distances = SquaredDistances(reals.narrow(0, first, count), fakes); // (rows, M)
            Tensor radii = realRadii.narrow(0, first, count).unsqueeze(1); // (rows, 1)
            held.add_(distances.lt(radii).sum([0]));
            recalled += distances.lt(fakeRadii.unsqueeze(0)).any(1).sum().item<long>();
            covered += distances.lt(radii).any(1).sum().item<long>();
        }
        long inside = held.gt(0).sum().item<long>();
        double n = reals.size(0), m = fakes.size(0);
        return new Prdc(inside / m, recalled / n, held.sum().item<long>() / (neighbours * m), covered / n);
    }

    // Squares of the distances to the k-th nearest neighbour: the nearest of all is the vector itself.
    private static Tensor Radii(Tensor vectors, int neighbours)
    {
        var radii = new List<Tensor>();
        for (long first = 0; first < vectors.size(0); first += Rows)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor distances = SquaredDistances(vectors.narrow(0, first, Math.Min(Rows, vectors.size(0) - first)), vectors); // (rows, N)
            radii.Add(distances.topk(neighbours + 1, 1, largest: false).values.amax([1]).MoveToOuterDisposeScope());
        }
        return cat(radii);
    }

    // |u - v|² = |u|² + |v|² - 2 u·v
    private static Tensor SquaredDistances(Tensor u, Tensor v) =>
        u.square().sum([1]).unsqueeze(1).add(v.square().sum([1]).unsqueeze(0)).sub(u.matmul(v.t()).mul(2)).clamp_min(0);

    private static void Check(Tensor vectors, int neighbours, string name)
    {
        if (vectors.shape is not [_, >= 1] || vectors.size(0) <= neighbours)
            throw new ArgumentException($"The vectors are ({string.Join(", ", vectors.shape)}); they must be (N, D) with N above the {neighbours} neighbours that are counted.", name);
    }
}
