using HierVQ.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Tests;

/// <summary>Small pictures of one channel, and segmentations, in every form in which a column can hold them: a square on a ground.</summary>
internal static class TinyMaps
{
    public const int Size = 8;
    public const int Classes = 3;

    /// <summary>The number of the class at each pixel.</summary>
    public static byte[] ClassIds(int index) => Square(index, (byte)(index % Classes), (byte)((index + 1) % Classes));

    /// <summary>The brightness at each pixel.</summary>
    public static byte[] Gray(int index) => Square(index, (byte)(40 + 30 * (index % 3)), (byte)(250 - 20 * (index % 4)));

    /// <summary>As the bytes of a PNG file with gray pixels.</summary>
    public static byte[] Png(byte[] map)
    {
        byte[] rgb = [.. map.SelectMany(value => Enumerable.Repeat(value, 3))];
        return PngImage.Encode(rgb, Size, Size);
    }

    public static IDataView Encoded(MLContext ml, IEnumerable<byte[]> maps) => ml.Data.LoadFromEnumerable(maps.Select(map => new EncodedRow { Image = Png(map) }).ToArray());

    public static IDataView Images(MLContext ml, IEnumerable<byte[]> maps) => ml.Data.LoadFromEnumerable(maps.Select(map => new ImageRow
    {
        Image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Bgra32, [.. map.SelectMany(value => (byte[])[value, value, value, 255])]),
    }).ToArray());

    public static IDataView Numbers(MLContext ml, IEnumerable<byte[]> maps) => ml.Data.LoadFromEnumerable(maps.Select(map => new NumberRow { Image = Array.ConvertAll(map, value => (float)value) }).ToArray());

    private static byte[] Square(int index, byte ground, byte square)
    {
        byte[] map = new byte[Size * Size];
        for (int i = 0; i < map.Length; i++)
            map[i] = i % Size >= index % 4 && i % Size < index % 4 + 4 && i / Size >= index % 3 && i / Size < index % 3 + 5 ? square : ground;
        return map;
    }

    public sealed class EncodedRow
    {
        public byte[] Image { get; set; } = [];
    }

    public sealed class ImageRow
    {
        [ImageType(Size, Size)]
        public MLImage Image { get; set; } = null!;
    }

    public sealed class NumberRow
    {
        [VectorType(Size * Size)]
        public float[] Image { get; set; } = [];
    }
}
