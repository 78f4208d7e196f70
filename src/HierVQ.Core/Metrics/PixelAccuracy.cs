using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>The share of pixels whose class comes back right, an image at a time.</summary>
public static class PixelAccuracy
{
    /// <summary>The share of right pixels of each image.</summary>
    /// <param name="originals">(N, classes, H, W), the largest of a pixel's channels being its class.</param>
    /// <param name="reconstructions">The same axes: logits, or shares.</param>
    /// <returns>(N), float32, 0 to 1; the caller owns it.</returns>
    public static Tensor PerImage(Tensor originals, Tensor reconstructions)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (!originals.shape.AsSpan().SequenceEqual(reconstructions.shape))
            throw new ArgumentException($"The originals are ({string.Join(", ", originals.shape)}), the reconstructions ({string.Join(", ", reconstructions.shape)}).", nameof(reconstructions));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return originals.argmax(1).eq(reconstructions.argmax(1)).to(ScalarType.Float32).flatten(1).mean([1]).MoveToOuterDisposeScope();
    }
}
