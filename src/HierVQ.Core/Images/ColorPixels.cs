using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace HierVQ.Images;

/// <summary>Red, green and blue.</summary>
internal sealed class ColorPixels() : NumericPixels(3)
{
    internal override void Take(Image<Rgb24> picture, Span<byte> destination) => picture.CopyPixelDataTo(destination);
}
