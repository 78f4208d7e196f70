using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>One step of processing: an image in, an image out (the same one where nothing is to be done).</summary>
internal interface IImageOperation
{
    Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>;
}
