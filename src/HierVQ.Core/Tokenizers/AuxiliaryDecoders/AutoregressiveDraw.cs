using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Draws from an autoregressive decoder, each position's work done once.</summary>
internal static class AutoregressiveDraw
{
    /// <summary>One draw of each image given its codes. On the CPU an image draws the same, bit for bit, alone or in any batch.</summary>
    /// <param name="decoder">The decoder, in evaluation mode.</param>
    /// <param name="quantized">The code vectors, (N, D, h, w).</param>
    /// <param name="seeds">A seed for each image: it decides what the image draws, whatever the others do.</param>
    /// <param name="filter">From logits to what is drawn from.</param>
    /// <returns>(N, C, H, W) Int64.</returns>
    public static Tensor Run(AutoregressiveDecoder decoder, Tensor quantized, ReadOnlySpan<ulong> seeds, LogitFilter filter) =>
        quantized.device_type == DeviceType.CPU
            ? AutoregressiveKernelDraw.Run(decoder, quantized, seeds.ToArray(), filter)
            : AutoregressiveTensorDraw.Run(decoder, quantized, seeds, filter);
}
