using HierVQ.Layers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>Colours of pixels drawn evenly from many images.</summary>
internal static class PixelSample
{
    private const int BatchSize = 64;

    /// <summary>Draws pixels, as many from one image as from another but for one; all of them, in order, where there are no more than wanted.</summary>
    /// <param name="images">The images.</param>
    /// <param name="rows">Those to draw from; at least one.</param>
    /// <param name="factor">Side of the squares that count as one pixel of their mean colour; it divides height and width.</param>
    /// <param name="wanted">Pixels wanted.</param>
    /// <param name="seed">What decides which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>(M, 3), RGB in [-1, 1], on the CPU.</returns>
    public static Tensor Draw(IImageBatches images, int[] rows, int factor, int wanted, int seed, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        long pixels = (long)(images.Height / factor) * (images.Width / factor);
        bool takesAll = rows.Length * pixels <= wanted;
        long count = takesAll ? rows.Length * pixels : wanted;
        var parts = new List<Tensor>();
        var bytes = new byte[BatchSize * 3 * images.Height * images.Width];
        for (int first = 0; first < rows.Length; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int size = Math.Min(BatchSize, rows.Length - first);
            long[] places = [.. Enumerable.Range(first, size).SelectMany(image => Samples(image, rows.Length, count)
                .Select((sample, i) => (image - first) * pixels + (takesAll ? i : Place(seed, sample, pixels))))];
            if (places.Length == 0)
                continue;
            using DisposeScope inner = NewDisposeScope();
            images.CopyBatch(rows.AsSpan(first, size), bytes);
            Tensor batch = ImageBatch.ToTensor(bytes.AsSpan(0, size * 3 * images.Height * images.Width), images.Height, images.Width); // (N, 3, H, W)
            Tensor colors = Vectors.Of(Resampling.AverageDown(batch, factor)).reshape(-1, 3);
            parts.Add(colors.index_select(0, tensor(places)).MoveToOuterDisposeScope());
        }
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    // The numbers, out of all samples, of those that an image gives.
    private static IEnumerable<long> Samples(int image, int imageCount, long count)
    {
        for (long sample = Begin(image); sample < Begin(image + 1); sample++)
            yield return sample;

        long Begin(int of) => (long)((Int128)of * count / imageCount);
    }

    private static long Place(int seed, long sample, long pixels) =>
        (long)Math.BigMul(StepSeed.Of(seed, StepSeed.Purpose.Pixels, sample), (ulong)pixels, out _);
}
