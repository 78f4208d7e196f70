using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace HierVQ.Images;

/// <summary>Writes RGB bytes as PNG.</summary>
public static class PngImage
{
    /// <summary>Encodes one image.</summary>
    /// <param name="rgb">RGB bytes, (height, width, 3).</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="ArgumentException">The bytes are not as many as the size says.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        using MemoryStream stream = new();
        Write(rgb, width, height, stream);
        return stream.ToArray();
    }

    /// <summary>Encodes one image into a file, which is overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="rgb">RGB bytes, (height, width, 3).</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as the size says.</exception>
    public static void Save(string path, ReadOnlySpan<byte> rgb, int width, int height) => File.WriteAllBytes(path, Encode(rgb, width, height));

    private static void Write(ReadOnlySpan<byte> rgb, int width, int height, Stream stream)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (rgb.Length != 3L * width * height)
            throw new ArgumentException($"An image of {width} x {height} pixels has {3L * width * height} bytes, not {rgb.Length}.", nameof(rgb));
        using Image<Rgb24> image = Image.LoadPixelData<Rgb24>(rgb, width, height);
        image.SaveAsPng(stream);
    }
}
