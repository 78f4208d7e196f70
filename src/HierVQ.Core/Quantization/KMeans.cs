using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>k-means: centres that minimise the mean squared distance of points to the nearest of them. Points and centres lie on one device.</summary>
internal static class KMeans
{
    /// <summary>
    /// First centres by k-means++ (Arthur, Vassilvitskii: The Advantages of Careful Seeding, SODA 2007): points, each drawn by its squared
    /// distance from the centres so far. Where there are fewer different points than centres, the rest are spread evenly at random over [-1, 1].
    /// </summary>
    /// <param name="points">(M, D), on the CPU.</param>
    /// <param name="count">Number of centres, K.</param>
    /// <param name="draw">The random number of a draw, at least 0 and below 1.</param>
    /// <returns>(K, D).</returns>
    public static Tensor Start(Tensor points, int count, Func<long, double> draw)
    {
        (int total, int size) = ((int)points.size(0), (int)points.size(1));
        float[] all = points.contiguous().data<float>().ToArray(), centres = new float[count * size];
        double[] distances = new double[total]; // squared, to the nearest centre so far
        Array.Fill(distances, 1);
        for (int k = 0; k < count; k++)
        {
            Span<float> centre = centres.AsSpan(k * size, size);
            if (Choose(distances, draw(k)) is { } chosen)
                all.AsSpan(chosen * size, size).CopyTo(centre);
            else
                Spread(centre, i => draw(count + (long)k * size + i));
            for (int m = 0; m < total; m++)
            {
                double distance = Distance(all.AsSpan(m * size, size), centre);
                distances[m] = k == 0 ? distance : Math.Min(distances[m], distance);
            }
        }
        return tensor(centres, [count, size]);
    }

    /// <summary>The nearest centre of each point, (M) Int64, and the squared distance to it, (M).</summary>
    public static (Tensor Codes, Tensor Distances) Assign(Tensor points, Tensor centres)
    {
        Tensor codes = CodeSearch.Nearest(points, centres);
        return (codes, points.sub(centres.index_select(0, codes)).square().sum(1));
    }

    /// <summary>
    /// One step of Lloyd (1982): every centre moves to the mean of its points. A centre without points goes to a point that is farthest from its own centre.
    /// </summary>
    /// <param name="points">(M, D).</param>
    /// <param name="centres">(K, D).</param>
    /// <param name="codes">The nearest centre of each point, (M).</param>
    /// <param name="distances">The squared distance to it, (M).</param>
    /// <returns>(K, D).</returns>
    public static Tensor Move(Tensor points, Tensor centres, Tensor codes, Tensor distances)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar one = 1f;
        Tensor counts = zeros(centres.size(0), dtype: ScalarType.Float32, device: centres.device)
            .index_add_(0, codes, ones(codes.size(0), dtype: ScalarType.Float32, device: codes.device), one); // (K)
        Tensor sums = zeros_like(centres).index_add_(0, codes, points, one); // (K, D)
        Tensor moved = sums.div(counts.clamp_min(one).unsqueeze(1));
        Tensor empty = counts.eq(0).nonzero().flatten(); // (centres without points)
        int homeless = (int)Math.Min(empty.size(0), points.size(0));
        if (homeless > 0)
        {
            moved.index_copy_(0, empty, centres.index_select(0, empty));
            (Tensor far, Tensor farthest) = distances.topk(homeless);
            Tensor worth = far.gt(0).nonzero().flatten(); // a point that has its own centre already needs no second
            moved.index_copy_(0, empty.index_select(0, worth), points.index_select(0, farthest.index_select(0, worth)));
        }
        return moved.MoveToOuterDisposeScope();
    }

    // The place at which the running sum of weights passes a share of the whole; null where all weights are 0.
    private static int? Choose(double[] weights, double share)
    {
        double goal = share * weights.Sum(), sum = 0;
        int? last = null;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
                continue;
            last = i;
            sum += weights[i];
            if (sum > goal)
                break;
        }
        return last;
    }

    private static void Spread(Span<float> centre, Func<int, double> draw)
    {
        for (int i = 0; i < centre.Length; i++)
            centre[i] = (float)(2 * draw(i) - 1);
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        return sum;
    }
}
