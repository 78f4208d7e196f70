namespace HierVQ.Images;

/// <summary>Pixels with the alpha multiplied in.</summary>
internal static class PremultipliedPixels
{
    /// <summary>Lays pixels over a colour; the result is RGBA and opaque.</summary>
    public static void LayOver(ReadOnlySpan<byte> pixels, PixelOrder order, RgbColor background, Span<byte> rgba)
    {
        (int red, int blue) = order == PixelOrder.Bgra ? (2, 0) : (0, 2);
        bool hasAlpha = HasAlpha(pixels);
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int missing = hasAlpha ? 255 - pixels[i + 3] : 0;
            rgba[i] = Over(pixels[i + red], background.R, missing);
            rgba[i + 1] = Over(pixels[i + 1], background.G, missing);
            rgba[i + 2] = Over(pixels[i + blue], background.B, missing);
            rgba[i + 3] = 255;
        }
    }

    /// <summary>Whether any alpha is above 0; where none is, their maker has left that byte alone.</summary>
    public static bool HasAlpha(ReadOnlySpan<byte> pixels)
    {
        for (int i = 3; i < pixels.Length; i += 4)
        {
            if (pixels[i] != 0)
                return true;
        }
        return false;
    }

    private static byte Over(byte color, byte background, int missing) => (byte)Math.Min(255, color + (((background * missing) + 127) / 255));
}
