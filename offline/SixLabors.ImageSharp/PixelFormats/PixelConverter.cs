using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.PixelFormats;

/// <summary>Converts rows of pixels. The formats are known when this is compiled, so each pair is a plain loop.</summary>
internal static class PixelConverter
{
    public static void Convert<TSource, TTarget>(ReadOnlySpan<TSource> source, Span<TTarget> target)
        where TSource : unmanaged, IPixel<TSource>
        where TTarget : unmanaged, IPixel<TTarget>
    {
        if (typeof(TSource) == typeof(TTarget))
        {
            MemoryMarshal.Cast<TSource, TTarget>(source).CopyTo(target);
            return;
        }

        Rgba32 rgba = default;
        for (int i = 0; i < source.Length; i++)
        {
            TSource pixel = source[i];
            pixel.ToRgba32(ref rgba);
            if (typeof(TSource) == typeof(L8))
            {
                // Luminance of equal channels would round; the value is known.
                target[i].FromL8(new L8(rgba.R));
            }
            else
            {
                target[i].FromRgba32(rgba);
            }
        }
    }
}
