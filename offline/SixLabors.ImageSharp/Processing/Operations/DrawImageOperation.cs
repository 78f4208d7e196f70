using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Draws another image over this one; what leaves it is cut off.</summary>
internal sealed class DrawImageOperation(Image foreground, Point location, float opacity) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        Rectangle area = Rectangle.Intersect(new Rectangle(location, foreground.Size), source.Bounds);
        if (area.Width == 0 || area.Height == 0)
        {
            throw new ImageProcessingException("Cannot draw image because the source image does not overlap the target image.");
        }

        using Image<Rgba32> drawn = foreground.CloneAs<Rgba32>();
        for (int y = area.Top; y < area.Bottom; y++)
        {
            ReadOnlySpan<Rgba32> over = drawn.Row(y - location.Y)[(area.Left - location.X)..];
            Span<TPixel> row = source.Row(y).Slice(area.Left, area.Width);
            for (int x = 0; x < row.Length; x++)
            {
                row[x].FromScaledVector4(Blending.Over(row[x].ToScaledVector4(), over[x].ToScaledVector4(), opacity));
            }
        }

        return source;
    }
}
