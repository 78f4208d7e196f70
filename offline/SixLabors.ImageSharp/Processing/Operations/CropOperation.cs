using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Cuts a rectangle out, which must lie inside.</summary>
internal sealed class CropOperation(Rectangle rectangle) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (!source.Bounds.Contains(rectangle))
        {
            throw new ArgumentException("Crop rectangle should be smaller than the source bounds.", nameof(rectangle));
        }

        Image<TPixel> result = new(rectangle.Width, rectangle.Height) { Orientation = source.Orientation };
        for (int y = 0; y < rectangle.Height; y++)
        {
            source.Row(rectangle.Y + y).Slice(rectangle.X, rectangle.Width).CopyTo(result.Row(y));
        }

        return result;
    }
}
