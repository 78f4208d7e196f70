using Microsoft.ML.Transforms.Image;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.Data;

/// <summary>
/// Brings premultiplied pixels to another size: Fill takes the nearest pixel; IsoPad and IsoCrop scale by one factor, bicubic, and lay
/// the result on a canvas of zeros.
/// </summary>
internal static class MLImageResizer
{
    public static byte[] Resize(byte[] pixels, int fromWidth, int fromHeight, int width, int height, ResizingKind kind, Anchor anchor)
    {
        if (kind == ResizingKind.Fill)
            return Nearest(pixels, fromWidth, fromHeight, width, height);

        float across = (float)width / fromWidth;
        float down = (float)height / fromHeight;
        bool crop = kind == ResizingKind.IsoCrop;
        float factor = crop ? Math.Max(across, down) : Math.Min(across, down);
        bool freeHeight = crop ? down < across : !(down < across);
        int x = freeHeight ? 0 : Place(width - (fromWidth * factor), anchor, crop, Anchor.Left, Anchor.Right);
        int y = freeHeight ? Place(height - (fromHeight * factor), anchor, crop, Anchor.Top, Anchor.Bottom) : 0;

        byte[] scaled = Scale(pixels, fromWidth, fromHeight, Math.Max(1, (int)(fromWidth * factor)), Math.Max(1, (int)(fromHeight * factor)), out int scaledWidth);
        return Lay(scaled, scaledWidth, x, y, width, height);
    }

    private static int Place(float room, Anchor anchor, bool anchored, Anchor start, Anchor end) =>
        anchored && anchor == start ? 0 : anchored && anchor == end ? (int)room : (int)(room / 2);

    private static byte[] Nearest(byte[] pixels, int fromWidth, int fromHeight, int width, int height)
    {
        var result = new byte[4 * width * height];
        for (int y = 0, i = 0; y < height; y++)
        {
            int row = (int)((2L * y + 1) * fromHeight / (2L * height)) * fromWidth;
            for (int x = 0; x < width; x++, i += 4)
                pixels.AsSpan(4 * (row + (int)((2L * x + 1) * fromWidth / (2L * width))), 4).CopyTo(result.AsSpan(i));
        }
        return result;
    }

    private static byte[] Scale(byte[] pixels, int fromWidth, int fromHeight, int width, int height, out int scaledWidth)
    {
        scaledWidth = width;
        using Image<Rgba32> image = SixLabors.ImageSharp.Image.LoadPixelData<Rgba32>(pixels, fromWidth, fromHeight);
        image.Mutate(c => c.Resize(new ResizeOptions
        {
            Size = new Size(width, height),
            Mode = ResizeMode.Stretch,
            Sampler = KnownResamplers.Bicubic,
            PremultiplyAlpha = false,
        }));
        var scaled = new byte[4 * width * height];
        image.CopyPixelDataTo(scaled);
        return scaled;
    }

    private static byte[] Lay(byte[] picture, int pictureWidth, int left, int top, int width, int height)
    {
        var canvas = new byte[4 * width * height];
        int pictureHeight = picture.Length / (4 * pictureWidth);
        int first = Math.Max(0, left);
        int count = Math.Min(width, left + pictureWidth) - first;
        for (int y = Math.Max(0, top); y < Math.Min(height, top + pictureHeight); y++)
            picture.AsSpan(4 * (((y - top) * pictureWidth) + first - left), 4 * count).CopyTo(canvas.AsSpan(4 * ((y * width) + first)));
        return canvas;
    }
}
