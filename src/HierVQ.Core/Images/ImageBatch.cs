using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>Bytes of images and the tensors that networks want: (N, 3, H, W), RGB in [-1, 1].</summary>
public static class ImageBatch
{
    /// <summary>Bytes as a network wants them: 0 becomes -1 and 255 becomes 1.</summary>
    /// <param name="planar">RGB bytes, (N, 3, H, W).</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="device">Where the tensor lies; null for the CPU. Bytes travel there, not floats.</param>
    /// <returns>A float32 tensor (N, 3, H, W) in [-1, 1], which belongs to the caller or the current dispose scope.</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of images.</exception>
    public static Tensor ToTensor(ReadOnlySpan<byte> planar, int height, int width, Device? device = null)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        if (planar.Length % (3 * height * width) != 0)
            throw new ArgumentException($"{planar.Length} bytes are no whole number of images of {width} x {height} pixels.", nameof(planar));
        long count = planar.Length / (3 * height * width);
        using Tensor bytes = tensor(planar.ToArray(), [count, 3, height, width], ScalarType.Byte, device);
        Tensor images = bytes.to(ScalarType.Float32); // (N, 3, H, W)
        images.div_(127.5f);
        images.sub_(1f);
        return images;
    }

    /// <summary>The way back: rounded to the nearest of 256 steps, and clamped; NaN becomes 0.</summary>
    /// <param name="images">(N, 3, H, W), RGB in [-1, 1], on any device.</param>
    /// <returns>RGB bytes, (N, H, W, 3).</returns>
    /// <exception cref="ArgumentException">The tensor has other axes.</exception>
    public static byte[] ToBytes(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        long[] shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3)
            throw new ArgumentException($"The tensor is ({string.Join(", ", shape)}); images are (N, 3, H, W).", nameof(images));

        using IDisposable scope = NewDisposeScope();
        float[] values = images.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        int plane = (int)(shape[2] * shape[3]);
        byte[] rgb = new byte[values.Length];
        for (int image = 0; image < values.Length; image += 3 * plane)
        {
            for (int channel = 0; channel < 3; channel++)
            {
                for (int i = 0; i < plane; i++)
                    rgb[image + (3 * i) + channel] = ToByte(values[image + (channel * plane) + i]);
            }
        }
        return rgb;
    }

    /// <summary>Reorders one image from (H, W, 3) to (3, H, W).</summary>
    /// <param name="interleaved">RGB bytes, (H, W, 3).</param>
    /// <param name="planar">Takes as many bytes.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of 3.</exception>
    public static void ToPlanar(ReadOnlySpan<byte> interleaved, Span<byte> planar)
    {
        CheckLengths(interleaved.Length, planar.Length);
        int plane = interleaved.Length / 3;
        for (int i = 0, p = 0; i < plane; i++, p += 3)
            (planar[i], planar[plane + i], planar[(2 * plane) + i]) = (interleaved[p], interleaved[p + 1], interleaved[p + 2]);
    }

    /// <summary>Reorders one image from (3, H, W) to (H, W, 3).</summary>
    /// <param name="planar">RGB bytes, (3, H, W).</param>
    /// <param name="interleaved">Takes as many bytes.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of 3.</exception>
    public static void ToInterleaved(ReadOnlySpan<byte> planar, Span<byte> interleaved)
    {
        CheckLengths(planar.Length, interleaved.Length);
        int plane = planar.Length / 3;
        for (int i = 0, p = 0; i < plane; i++, p += 3)
            (interleaved[p], interleaved[p + 1], interleaved[p + 2]) = (planar[i], planar[plane + i], planar[(2 * plane) + i]);
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round((float.IsNaN(value) ? -1 : value) * 127.5f + 127.5f), 0, 255);

    private static void CheckLengths(int source, int target)
    {
        if (source != target || source % 3 != 0)
            throw new ArgumentException($"{source} bytes do not reorder into {target}: the lengths must be equal, and multiples of 3.");
    }
}
