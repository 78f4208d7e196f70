using Microsoft.ML.Data;

namespace HierVQ.Examples;

/// <summary>A picture to train on or to try the model on.</summary>
/// <param name="Name">Its name, for captions.</param>
/// <param name="Label">Its category.</param>
/// <param name="IsHeldOut">Whether training must not see it.</param>
/// <param name="Rgb">RGB bytes, (32, 32, 3).</param>
public sealed record Picture(string Name, string Label, bool IsHeldOut, byte[] Rgb)
{
    /// <summary>The picture as ML.NET's image; the caller disposes it.</summary>
    public MLImage ToImage()
    {
        var rgba = new byte[Rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < Rgb.Length; from += 3, to += 4)
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (Rgb[from], Rgb[from + 1], Rgb[from + 2], byte.MaxValue);
        return MLImage.CreateFromPixels(Pictures.Size, Pictures.Size, MLPixelFormat.Rgba32, rgba);
    }

    /// <summary>The RGB bytes of ML.NET's image.</summary>
    public static byte[] RgbOf(MLImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int red = image.PixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;
        var rgb = new byte[pixels.Length / 4 * 3];
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from + red], pixels[from + 1], pixels[from + 2 - red]);
        return rgb;
    }
}
