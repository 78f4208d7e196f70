using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Processing;

/// <summary>
/// Turns and mirrors so that an image stored with the given EXIF orientation (1 to 8) stands upright. That covers every flip and quarter
/// turn: 2 and 4 mirror, 6, 3 and 8 turn by 90, 180 and 270 degrees clockwise, 5 and 7 exchange the axes.
/// </summary>
internal sealed class ReorientOperation(int orientation) : IImageOperation
{
    public Image<TPixel> Apply<TPixel>(Image<TPixel> source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        bool turned = orientation >= 5;
        (int right, int bottom) = (source.Width - 1, source.Height - 1);
        Image<TPixel> result = new(turned ? source.Height : source.Width, turned ? source.Width : source.Height)
        {
            Orientation = source.Orientation,
        };
        for (int y = 0; y < result.Height; y++)
        {
            Span<TPixel> row = result.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = orientation switch
                {
                    2 => source[right - x, y],
                    3 => source[right - x, bottom - y],
                    4 => source[x, bottom - y],
                    5 => source[y, x],
                    6 => source[y, bottom - x],
                    7 => source[right - y, bottom - x],
                    8 => source[right - y, x],
                    _ => source[x, y],
                };
            }
        }

        return result;
    }
}
