using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples.Mnist;

/// <summary>Distances between vectors: of pixels, or of what the judge sees.</summary>
internal static class Distances
{
    private const int Rows = 250;

    /// <summary>The nearest of other vectors to each.</summary>
    /// <param name="vectors">(N, D)</param>
    /// <param name="others">(M, D)</param>
    /// <returns>(N) distances and (N) places among the others.</returns>
    public static (double[] Distances, int[] Places) Nearest(Tensor vectors, Tensor others)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor norms = others.square().sum([1]); // (M)
        List<double> distances = [];
        List<int> places = [];
        for (long first = 0; first < vectors.size(0); first += Rows)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor part = vectors.narrow(0, first, Math.Min(Rows, vectors.size(0) - first)); // (rows, D)
            // |u - v|² but for |u|², which all of a row share.
            Tensor nearest = norms.sub(part.matmul(others.t()).mul(2)).argmin(1); // (rows)
            // From the difference itself, which rounds less.
            distances.AddRange(part.sub(others.index_select(0, nearest)).square().sum([1]).sqrt().data<float>().ToArray().Select(distance => (double)distance));
            places.AddRange(nearest.data<long>().ToArray().Select(place => (int)place));
        }
        return ([.. distances], [.. places]);
    }

    /// <summary>The mean distance between two vectors of one set.</summary>
    /// <param name="vectors">(N, D), N at least 2.</param>
    public static double Spread(Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor precise = vectors.to(ScalarType.Float64), norms = precise.square().sum([1]); // (N, D), (N)
        Tensor squares = norms.unsqueeze(1).add(norms.unsqueeze(0)).sub(precise.matmul(precise.t()).mul(2)); // (N, N)
        Tensor distances = squares.clamp_min(0).sqrt();
        long n = vectors.size(0);
        return distances.sum().item<double>() / (n * (n - 1));
    }
}
