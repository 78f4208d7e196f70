using System.Runtime.InteropServices;
using HierVQ.Codes;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>Checks of tensors that come from outside: one clear exception before libtorch, or a GPU, finds out in its own way.</summary>
internal static class TensorCheck
{
    /// <summary>Images must be (N, channels, size, size) of the options, in single precision.</summary>
    public static void Images(Tensor images, TokenizerOptions options)
    {
        Shape(images, nameof(images), -1, options.Pixels.Channels, options.ImageSize, options.ImageSize);
        if (images.dtype != ScalarType.Float32)
            throw new ArgumentException($"Images must be Float32; these are {images.dtype}.", nameof(images));
    }

    /// <summary>Images must be (N, channels, H, W) of the options' channels, in single precision, with sides that are multiples of <paramref name="factor"/>.</summary>
    public static void ImagesOfAnySize(Tensor images, TokenizerOptions options, int factor)
    {
        Shape(images, nameof(images), -1, options.Pixels.Channels, -1, -1);
        if (images.dtype != ScalarType.Float32)
            throw new ArgumentException($"Images must be Float32; these are {images.dtype}.", nameof(images));
        if (images.size(2) % factor != 0 || images.size(3) % factor != 0)
            throw new ArgumentException($"Images are {images.size(2)} x {images.size(3)}; a code stands for {factor} x {factor} pixels, so each side must be a multiple of {factor}.", nameof(images));
    }

    /// <summary>A tensor must have this shape; -1 stands for any size above 0.</summary>
    public static void Shape(Tensor tensor, string name, params ReadOnlySpan<long> expected)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        long[] shape = tensor.shape;
        bool fits = shape.Length == expected.Length;
        for (int i = 0; fits && i < shape.Length; i++)
            fits = expected[i] < 0 ? shape[i] > 0 : shape[i] == expected[i];
        if (!fits)
            throw new ArgumentException($"The shape of {name} is ({string.Join(", ", shape)}); it must be ({string.Join(", ", expected.ToArray()).Replace("-1", "N")}).", name);
    }

    /// <summary>Codes must be (N, TotalCodes) Int64, and those of the first levels and depths within their codebooks.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="levels">Levels that are looked at.</param>
    /// <param name="depths">Codes of a position that are looked at.</param>
    /// <param name="sizeAt">Size of the codebook of a level and depth, where depths differ; null for that of the layout.</param>
    public static void Codes(Tensor codes, CodeLayout layout, int levels, int depths = int.MaxValue, Func<int, int, int>? sizeAt = null)
    {
        Shape(codes, nameof(codes), -1, layout.TotalCodes);
        if (codes.dtype != ScalarType.Int64)
            throw new ArgumentException($"Codes must be Int64; these are {codes.dtype}.", nameof(codes));
        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<long> values = MemoryMarshal.Cast<byte, long>(codes.cpu().contiguous().bytes);
        for (int level = 0; level < levels; level++)
        {
            CodeLevel map = layout[level];
            for (int depth = 0; depth < Math.Min(depths, map.Depth); depth++)
            {
                int size = sizeAt?.Invoke(level, depth) ?? map.CodebookSize;
                for (int row = 0; row < values.Length; row += layout.TotalCodes)
                    Depth(values.Slice(row + layout.Offset(level), map.Count), depth, map.Depth, size, row / layout.TotalCodes, level);
            }
        }
    }

    private static void Depth(ReadOnlySpan<long> codes, int depth, int step, int size, int image, int level)
    {
        for (int at = depth; at < codes.Length; at += step)
        {
            if (codes[at] < 0 || codes[at] >= size)
                throw OutOfRange(codes[at], image, level, at, size);
        }
    }

    private static ArgumentOutOfRangeException OutOfRange(long code, int image, int level, int position, int size) => new(
        "codes", code, code == -1
            ? $"Image {image} has a hole at position {position} of level {level}; a prior must fill it before it can be decoded."
            : $"Image {image} has the code {code} at position {position} of level {level}, whose codes go from 0 to {size - 1}.");
}
