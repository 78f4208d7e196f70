using HierVQ.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Tests;

/// <summary>A few small pictures in every form in which a column can hold them: bars of two colours, so that there is something to learn.</summary>
internal static class TinyImages
{
    public const int Size = 8;

    public static readonly string[] Labels = ["warm", "cold", "grey"];

    public static byte[] Rgb(int index, int size = Size)
    {
        byte[] rgb = new byte[3 * size * size];
        (int r, int g, int b) = (index % 3) switch { 0 => (220, 90, 20), 1 => (20, 90, 220), _ => (120, 120, 120) };
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int shade = (x * 8 / size + index) % 4 * 8 + y * 16 / size;
                int at = 3 * (y * size + x);
                (rgb[at], rgb[at + 1], rgb[at + 2]) = ((byte)(r + shade), (byte)(g + shade), (byte)(b + shade));
            }
        }
        return rgb;
    }

    public static string Label(int index) => Labels[index % Labels.Length];

    public static byte[] Png(int index, int size = Size) => PngImage.Encode(Rgb(index, size), size, size);

    public static MLImage Image(int index, int size = Size)
    {
        byte[] rgb = Rgb(index, size), rgba = new byte[4 * size * size];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
            (rgba[to], rgba[to + 1], rgba[to + 2], rgba[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], 255);
        return MLImage.CreateFromPixels(size, size, MLPixelFormat.Rgba32, rgba);
    }

    public static IDataView Encoded(MLContext ml, int count, int first = 0) => ml.Data.LoadFromEnumerable(
        Enumerable.Range(first, count).Select(i => new EncodedRow { Number = i, Label = Label(i), Image = Png(i) }).ToArray());

    public static IDataView Images(MLContext ml, int count, int size = Size) => ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new ImageRow { Number = i, Label = Label(i), Image = Image(i, size) }).ToArray());

    public static IDataView Pixels(MLContext ml, int count) => ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new PixelRow { Number = i, Label = Label(i), Image = Planar(i) }).ToArray());

    public static IDataView Paths(MLContext ml, string folder, int count)
    {
        for (int i = 0; i < count; i++)
            File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), Png(i));
        return ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new PathRow { Number = i, Label = Label(i), Image = $"{i}.png" }).ToArray());
    }

    private static float[] Planar(int index)
    {
        byte[] planar = new byte[3 * Size * Size];
        ImageBatch.ToPlanar(Rgb(index), planar);
        return Array.ConvertAll(planar, value => (float)value);
    }

    public sealed class EncodedRow
    {
        public int Number { get; set; }
        public string Label { get; set; } = "";
        public byte[] Image { get; set; } = [];
    }

    public sealed class ImageRow
    {
        public int Number { get; set; }
        public string Label { get; set; } = "";
        [ImageType(Size, Size)]
        public MLImage Image { get; set; } = null!;
    }

    public sealed class PixelRow
    {
        public int Number { get; set; }
        public string Label { get; set; } = "";
        [VectorType(3 * Size * Size)]
        public float[] Image { get; set; } = [];
    }

    public sealed class PathRow
    {
        public int Number { get; set; }
        public string Label { get; set; } = "";
        public string Image { get; set; } = "";
    }
}
