using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>Bytes of coloured images and the tensors that networks want: (N, 3, H, W), RGB in [-1, 1]. <see cref="PixelForm"/> has the other contents too.</summary>
public static class ImageBatch
{
    /// <summary>Bytes as a network wants them: 0 becomes -1 and 255 becomes 1.</summary>
    /// <param name="planar">RGB bytes, (N, 3, H, W).</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="device">Where the tensor lies; null for the CPU. Bytes travel there, not floats.</param>
    /// <returns>A float32 tensor (N, 3, H, W) in [-1, 1], which belongs to the caller or the current dispose scope.</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of images.</exception>
    public static Tensor ToTensor(ReadOnlySpan<byte> planar, int height, int width, Device? device = null) =>
        PixelForm.Color.ToTensor(planar, height, width, device);

    /// <summary>The way back: rounded to the nearest of 256 steps, and clamped; NaN becomes 0.</summary>
    /// <param name="images">(N, 3, H, W), RGB in [-1, 1], on any device.</param>
    /// <returns>RGB bytes, (N, H, W, 3).</returns>
    /// <exception cref="ArgumentException">The tensor has other axes.</exception>
    public static byte[] ToBytes(Tensor images) => PixelForm.Color.ToBytes(images);

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

    private static void CheckLengths(int source, int target)
    {
        if (source != target || source % 3 != 0)
            throw new ArgumentException($"{source} bytes do not reorder into {target}: the lengths must be equal, and multiples of 3.");
    }
}
