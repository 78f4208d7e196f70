using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Draws another image over this one; what lies outside is cut off.</summary>
internal sealed class DrawImageOperation(Image foreground, Point location, float opacity) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        Rectangle area = Rectangle.Intersect(new Rectangle(location, foreground.Size), source.Bounds);
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
