using System.Runtime.InteropServices;
using HierVQ.Codes;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>Checks of tensors that come from outside: one clear exception before libtorch, or a GPU, finds out in its own way.</summary>
internal static class TensorCheck
{
    /// <summary>Images must be (N, 3, size, size) in single precision.</summary>
    public static void Images(Tensor images, int size)
    {
        Shape(images, nameof(images), -1, 3, size, size);
        if (images.dtype != ScalarType.Float32)
            throw new ArgumentException($"Images must be Float32 in [-1, 1]; these are {images.dtype}.", nameof(images));
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

    /// <summary>Codes must be (N, TotalCodes) Int64, and those of the first levels within their codebooks.</summary>
    public static void Codes(Tensor codes, CodeLayout layout, int levels)
    {
        Shape(codes, nameof(codes), -1, layout.TotalCodes);
        if (codes.dtype != ScalarType.Int64)
            throw new ArgumentException($"Codes must be Int64; these are {codes.dtype}.", nameof(codes));
        using DisposeScope scope = NewDisposeScope();
        ReadOnlySpan<long> values = MemoryMarshal.Cast<byte, long>(codes.cpu().contiguous().bytes);
        for (int level = 0; level < levels; level++)
        {
            int offset = layout.Offset(level), count = layout[level].Count, size = layout[level].CodebookSize;
            for (int row = 0; row < values.Length; row += layout.TotalCodes)
            {
                int at = values.Slice(row + offset, count).IndexOfAnyExceptInRange(0, size - 1);
                if (at >= 0)
                    throw OutOfRange(values[row + offset + at], row / layout.TotalCodes, level, at, size);
            }
        }
    }

    private static ArgumentOutOfRangeException OutOfRange(long code, int image, int level, int position, int size) => new(
        "codes", code, code == -1
            ? $"Image {image} has a hole at position {position} of level {level}; a prior must fill it before it can be decoded."
            : $"Image {image} has the code {code} at position {position} of level {level}, whose codes go from 0 to {size - 1}.");
}
