using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Distances between vectors and code vectors, as one product: ||e||² - 2 z·e. ||z||² is the same for all codes: neither arg-min nor softmax sees it.</summary>
internal static class CodeSearch
{
    // Distances held at once. On the CPU 16 MB are as fast as all of them at once (K = 16384, M = 2048), and a GPU is busy enough with 256 MB.
    private const long OnCpu = 1L << 22, OnGpu = 1L << 26;

    /// <summary>The nearest row of <paramref name="table"/> (K, D) of each vector, (M, D) to (M) Int64. To be called without gradients.</summary>
    public static Tensor Nearest(Tensor vectors, Tensor table)
    {
        Tensor squares = table.square().sum(1), transposed = table.t(); // (K), (D, K)
        long count = vectors.size(0);
        long rows = Math.Max(1, (vectors.device_type == DeviceType.CPU ? OnCpu : OnGpu) / table.size(0));
        if (count <= rows)
            return addmm(squares, vectors, transposed, 1, -2).argmin(1);
        var parts = new List<Tensor>();
        for (long start = 0; start < count; start += rows)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor some = vectors.narrow(0, start, Math.Min(rows, count - start));
            parts.Add(addmm(squares, some, transposed, 1, -2).argmin(1).MoveToOuterDisposeScope());
        }
        return cat(parts, 0);
    }

    /// <summary>The nearest row of each vector (M), and softmax(-distance² / temperature) over the rows (M, K). To be called without gradients.</summary>
    public static (Tensor Nearest, Tensor Soft) SoftCodes(Tensor vectors, Tensor table, double temperature)
    {
        // Negative, so that the largest is the nearest.
        Tensor nearness = addmm(table.square().sum(1), vectors, table.t(), (float)(-1 / temperature), (float)(2 / temperature)); // (M, K)
        return (nearness.argmax(1), nearness.softmax(1));
    }
}
