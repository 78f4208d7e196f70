using System.Numerics;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>Lays the image over one colour.</summary>
internal sealed class BackgroundColorOperation(Color color) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) != typeof(Rgba32))
        {
            return source;
        }

        Vector4 background = color.ToPixel<Rgba32>().ToScaledVector4();
        for (int y = 0; y < source.Height; y++)
        {
            foreach (ref TPixel pixel in source.Row(y))
            {
                Vector4 value = pixel.ToScaledVector4();
                if (value.W < 1)
                {
                    pixel.FromScaledVector4(Blending.Over(background, value, 1));
                }
            }
        }

        return source;
    }
}
