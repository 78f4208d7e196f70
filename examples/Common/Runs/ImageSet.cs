using HierVQ.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples;

/// <summary>Pictures as networks take them, in their own size or a smaller one.</summary>
public sealed class ImageSet
{
    /// <summary>Takes pictures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="side">Width and height to which they are brought by means over squares: <see cref="EmojiSheet.Size"/> or a part of it.</param>
    public ImageSet(IReadOnlyList<Picture> pictures, int side = EmojiSheet.Size)
    {
        (Pictures, Side) = (pictures, side);
        Rgb = [.. pictures.Select(picture => Shrunk(picture.Rgb, EmojiSheet.Size, side))];
        Pixels = new PixelStore(side, side, 2L << 30);
        foreach (byte[] rgb in Rgb)
            Pixels.Add(rgb);
    }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<Picture> Pictures { get; }

    /// <summary>Their width and height here.</summary>
    public int Side { get; }

    /// <summary>RGB bytes of each, (side, side, 3).</summary>
    public IReadOnlyList<byte[]> Rgb { get; }

    /// <summary>The same for training.</summary>
    public PixelStore Pixels { get; }

    /// <summary>How many.</summary>
    public int Count => Pictures.Count;

    /// <summary>Some of them as a network takes them, (N, 3, H, W) in [-1, 1].</summary>
    public Tensor Batch(int start, int count)
    {
        byte[] planar = new byte[count * Pixels.ImageBytes];
        Pixels.CopyBatch([.. Enumerable.Range(start, count)], planar);
        return PixelForm.Color.ToTensor(planar, Side, Side);
    }

    /// <summary>A picture with each square of pixels in its mean colour, smaller.</summary>
    public static byte[] Shrunk(byte[] rgb, int from, int to)
    {
        if (from == to)
            return rgb;
        int factor = from / to;
        byte[] small = new byte[3 * to * to];
        for (int i = 0; i < small.Length; i++)
        {
            (int pixel, int channel) = Math.DivRem(i, 3);
            (int y, int x) = Math.DivRem(pixel, to);
            int sum = 0;
            for (int cell = 0; cell < factor * factor; cell++)
                sum += rgb[(3 * ((((y * factor) + (cell / factor)) * from) + (x * factor) + (cell % factor))) + channel];
            small[i] = (byte)Math.Round((double)sum / (factor * factor));
        }
        return small;
    }
}
