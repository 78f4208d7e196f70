using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace HierVQ.Images;

/// <summary>Brightness.</summary>
internal sealed class GrayPixels() : NumericPixels(1)
{
    internal override void Take(Image<Rgb24> picture, Span<byte> destination)
    {
        byte[] rgb = new byte[3 * picture.Width * picture.Height];
        picture.CopyPixelDataTo(rgb);
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to++)
            destination[to] = Luma(rgb[from], rgb[from + 1], rgb[from + 2]);
    }

    // Rec. 601 in 16 bits, as most image libraries make gray of colours; the weights sum to one, so that gray stays what it was.
    private static byte Luma(int red, int green, int blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);
}
