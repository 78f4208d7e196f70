using System.Globalization;
using HierVQ.Training;

namespace HierVQ.Images;

/// <summary>
/// The decoded pixels that training goes through again and again, one byte a channel and planar, up to a stated budget of memory.
/// ML.NET does not cache images, and decoding them once an epoch would cost more than the networks.
/// </summary>
// Planar because a batch is then copied straight into a tensor of (N, C, H, W); one array an image because a store of gigabytes grows
// without ever being copied. There is no spilling to disk: a budget that does not hold is a decision for the user, with numbers.
public sealed class PixelStore : IImageBatches
{
    private readonly List<byte[]> images = [];
    private readonly long budget;
    private readonly PixelForm form;

    /// <summary>An empty store.</summary>
    /// <param name="height">Height of every image in pixels.</param>
    /// <param name="width">Width of every image in pixels.</param>
    /// <param name="budget">Most bytes of pixels that are kept.</param>
    /// <param name="form">What pixels say, and with it their bytes; null for colours.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public PixelStore(int height, int width, long budget, PixelForm? form = null)
    {
        OptionCheck.AtLeast(height, 1);
        OptionCheck.AtLeast(width, 1);
        OptionCheck.AtLeast(budget, 1);
        (Height, Width, this.budget, this.form) = (height, width, budget, form ?? PixelForm.Color);
    }

    /// <summary>Images stored.</summary>
    public int Count => images.Count;

    /// <summary>Height of every image in pixels.</summary>
    public int Height { get; }

    /// <summary>Width of every image in pixels.</summary>
    public int Width { get; }

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => form.Bytes;

    /// <summary>Bytes of one image: bytes of a pixel x height x width.</summary>
    public int ImageBytes => checked(PixelBytes * Height * Width);

    /// <summary>One image, planar: (bytes of a pixel, H, W).</summary>
    /// <param name="index">Its position, in the order of adding.</param>
    public ReadOnlySpan<byte> this[int index] => images[index];

    /// <summary>Adds an image, as decoders give it.</summary>
    /// <param name="pixels">(height, width, bytes of a pixel): RGB for colours; copied.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as an image of this store has.</exception>
    /// <exception cref="InvalidOperationException">The image does not fit into the budget; the message has the numbers.</exception>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length != ImageBytes)
            throw new ArgumentException($"An image of {Width} x {Height} pixels has {ImageBytes} bytes, not {pixels.Length}.", nameof(pixels));
        if ((Count + 1L) * ImageBytes > budget)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"The memory budget of {budget:N0} bytes holds {budget / ImageBytes:N0} training images of {Width} x {Height} pixels ({ImageBytes:N0} bytes each), and there are more. Raise MemoryBudget, train on fewer images, or make ImageSize smaller."));
        }

        byte[] planar = new byte[ImageBytes];
        form.ToPlanar(pixels, planar);
        images.Add(planar);
    }

    /// <summary>Copies images together.</summary>
    /// <param name="indices">The N positions to take, in order; repetition is allowed.</param>
    /// <param name="destination">Takes N x bytes of a pixel x H x W bytes.</param>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public void CopyBatch(ReadOnlySpan<int> indices, Span<byte> destination)
    {
        if (destination.Length < (long)indices.Length * ImageBytes)
            throw new ArgumentException($"The destination has {destination.Length} bytes; {indices.Length} images need {(long)indices.Length * ImageBytes}.", nameof(destination));
        for (int i = 0; i < indices.Length; i++)
            images[indices[i]].CopyTo(destination[(i * ImageBytes)..]);
    }
}
