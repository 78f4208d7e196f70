namespace Microsoft.ML.Data;

/// <summary>Colour with its alpha multiplied in, as decoded images hold it.</summary>
internal static class Premultiplied
{
    /// <summary>Four bytes a pixel, alpha last, in place.</summary>
    public static void Multiply(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            for (int c = 0; alpha < 255 && c < 3; c++)
            {
                int product = (pixels[i + c] * alpha) + 128;
                pixels[i + c] = (byte)((product + (product >> 8)) >> 8);
            }
        }
    }

    public static void Divide(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            for (int c = 0; alpha < 255 && c < 3; c++)
                pixels[i + c] = alpha == 0 ? (byte)0 : (byte)Math.Min(255, ((pixels[i + c] * 255) + (alpha / 2)) / alpha);
        }
    }

    /// <summary>Exchanges the first and the third byte of each pixel: RGBA becomes BGRA, and back.</summary>
    public static void SwapRedAndBlue(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
    }
}
