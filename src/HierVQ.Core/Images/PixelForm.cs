using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing.Processors.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>
/// How the pixels of images are kept as bytes and given to networks, for each <see cref="ImageContent"/>. Bytes lie interleaved
/// (H, W, bytes a pixel) as decoders give them, or planar (bytes a pixel, H, W) as tensors take them.
/// </summary>
public abstract class PixelForm
{
    private protected PixelForm(int bytes, int channels) => (Bytes, Channels) = (bytes, channels);

    /// <summary>Red, green and blue.</summary>
    public static PixelForm Color { get; } = new ColorPixels();

    /// <summary>One channel.</summary>
    public static PixelForm Gray { get; } = new GrayPixels();

    /// <summary>Bytes of a pixel: 3 for colours, 1 for gray and for the number of a class.</summary>
    public int Bytes { get; }

    /// <summary>Channels of the networks' images: 3, 1 or one a class.</summary>
    public int Channels { get; }

    /// <summary>The form of a content.</summary>
    /// <param name="content">What pixels say.</param>
    /// <param name="classes">Number of classes of <see cref="ImageContent.Segmentation"/>, 2 to 256; of no meaning for the others.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such content, or a number of classes that a byte cannot count.</exception>
    public static PixelForm Of(ImageContent content, int classes = 0) => content switch
    {
        ImageContent.Color => Color,
        ImageContent.Gray => Gray,
        ImageContent.Segmentation => new ClassPixels(classes),
        _ => throw new ArgumentOutOfRangeException(nameof(content), content, $"Content is {content}; it must be one of {string.Join(", ", Enum.GetNames<ImageContent>())}."),
    };

    /// <summary>Bytes as a network wants them.</summary>
    /// <param name="planar">(N, <see cref="Bytes"/>, H, W).</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="device">Where the tensor lies; null for the CPU. Bytes travel there, not floats.</param>
    /// <returns>(N, <see cref="Channels"/>, H, W), float32, which belongs to the caller or the current dispose scope.</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of images.</exception>
    /// <exception cref="FormatException">A pixel is of no class; the message names it.</exception>
    public Tensor ToTensor(ReadOnlySpan<byte> planar, int height, int width, Device? device = null)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        if (planar.Length % (Bytes * height * width) != 0)
            throw new ArgumentException($"{planar.Length} bytes are no whole number of images of {width} x {height} pixels of {Bytes}.", nameof(planar));
        Check(planar, width, height);
        using DisposeScope scope = NewDisposeScope();
        Tensor bytes = tensor(planar.ToArray(), [planar.Length / (Bytes * height * width), Bytes, height, width], ScalarType.Byte, device);
        return ToNumbers(bytes).MoveToOuterDisposeScope();
    }

    /// <summary>The way back: numbers rounded to the nearest of 256 steps and clamped, NaN becoming 0; of classes the likeliest.</summary>
    /// <param name="images">(N, <see cref="Channels"/>, H, W), on any device.</param>
    /// <returns>(N, H, W, <see cref="Bytes"/>).</returns>
    /// <exception cref="ArgumentException">The tensor has other axes.</exception>
    public byte[] ToBytes(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        long[] shape = images.shape;
        if (shape.Length != 4 || shape[1] != Channels)
            throw new ArgumentException($"The tensor is ({string.Join(", ", shape)}); images are (N, {Channels}, H, W).", nameof(images));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return ToSteps(images).permute(0, 2, 3, 1).cpu().contiguous().bytes.ToArray();
    }

    /// <summary>Reorders one image from interleaved to planar.</summary>
    /// <param name="interleaved">(H, W, <see cref="Bytes"/>).</param>
    /// <param name="planar">Takes as many bytes.</param>
    public void ToPlanar(ReadOnlySpan<byte> interleaved, Span<byte> planar)
    {
        if (Bytes == 1)
            interleaved.CopyTo(planar);
        else
            ImageBatch.ToPlanar(interleaved, planar);
    }

    /// <summary>How pixels are shown: gray and the numbers of classes as three equal bytes.</summary>
    /// <param name="interleaved">(H, W, <see cref="Bytes"/>).</param>
    /// <param name="rgb">Takes three bytes a pixel, (H, W, 3).</param>
    public void ToRgb(ReadOnlySpan<byte> interleaved, Span<byte> rgb)
    {
        if (Bytes == 3)
        {
            interleaved.CopyTo(rgb);
            return;
        }
        for (int from = 0, to = 0; from < interleaved.Length; from++, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (interleaved[from], interleaved[from], interleaved[from]);
    }

    /// <summary>How pictures of other sizes are brought to the asked one.</summary>
    internal abstract IResampler Sampler { get; }

    /// <summary>Refuses what an encoding has not kept.</summary>
    /// <exception cref="InvalidImageException">The file cannot hold such pixels.</exception>
    internal virtual void CheckFile(ReadOnlySpan<byte> encoded, string name)
    {
    }

    /// <summary>The bytes of a picture of the right size, (H, W, <see cref="Bytes"/>).</summary>
    internal abstract void Take(Image<Rgb24> picture, Span<byte> destination);

    /// <summary>Refuses bytes that mean nothing.</summary>
    /// <param name="planar">(N, <see cref="Bytes"/>, H, W).</param>
    /// <param name="width">W.</param>
    /// <param name="height">H.</param>
    private protected virtual void Check(ReadOnlySpan<byte> planar, int width, int height)
    {
    }

    /// <summary>(N, <see cref="Bytes"/>, H, W) Byte to (N, <see cref="Channels"/>, H, W) Float32.</summary>
    private protected abstract Tensor ToNumbers(Tensor bytes);

    /// <summary>(N, <see cref="Channels"/>, H, W) to (N, <see cref="Bytes"/>, H, W) Byte.</summary>
    private protected abstract Tensor ToSteps(Tensor images);
}
