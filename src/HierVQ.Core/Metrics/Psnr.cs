using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>Peak signal-to-noise ratio in decibels: 10 log10(1 / MSE) over pixel values in [0, 1], an image at a time.</summary>
public static class Psnr
{
    /// <summary>
    /// The ceiling: the error of one image cannot count below that of an 8-bit value off by half a step in a thousand pixels, so that an exact
    /// copy stays a finite number and a mean stays a mean.
    /// </summary>
    internal const double SmallestError = 1e-10;

    /// <summary>PSNR of each image.</summary>
    /// <param name="originals">(N, 3, H, W) in [-1, 1].</param>
    /// <param name="reconstructions">(N, 3, H, W); values beyond [-1, 1] count as clamped, as they are shown.</param>
    /// <returns>(N), float32; the caller owns it. An exact copy has 100 dB.</returns>
    public static Tensor PerImage(Tensor originals, Tensor reconstructions)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (!originals.shape.AsSpan().SequenceEqual(reconstructions.shape))
            throw new ArgumentException($"The originals are ({string.Join(", ", originals.shape)}), the reconstructions ({string.Join(", ", reconstructions.shape)}).", nameof(reconstructions));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // Half the difference in [-1, 1] is the difference in [0, 1].
        Tensor error = (reconstructions.clamp(-1, 1) - originals).mul(0.5).square().flatten(1).mean([1]); // (N)
        return error.clamp_min(SmallestError).log10().mul(-10).MoveToOuterDisposeScope();
    }

    /// <summary>PSNR of one image of bytes.</summary>
    public static double Of(ReadOnlySpan<byte> original, ReadOnlySpan<byte> reconstruction)
    {
        if (original.Length != reconstruction.Length || original.IsEmpty)
            throw new ArgumentException($"The original has {original.Length} bytes, the reconstruction {reconstruction.Length}.", nameof(reconstruction));
        double sum = 0;
        for (int i = 0; i < original.Length; i++)
        {
            double difference = (original[i] - reconstruction[i]) / 255.0;
            sum += difference * difference;
        }
        return -10 * Math.Log10(Math.Max(sum / original.Length, SmallestError));
    }
}
