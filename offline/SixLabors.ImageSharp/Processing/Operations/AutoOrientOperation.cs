using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Applies the EXIF orientation once.</summary>
internal sealed class AutoOrientOperation : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (source.Orientation == 1)
        {
            return source;
        }

        Image<TPixel> result = new ReorientOperation(source.Orientation).Apply(source);
        result.Orientation = 1;
        return result;
    }
}
