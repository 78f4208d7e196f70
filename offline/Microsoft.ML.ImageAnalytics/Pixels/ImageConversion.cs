using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What one column of a vector to image converting transformer does.</summary>
internal sealed class ImageConversion
{
    private const uint BeforeOrderVersion = 0x00010002;

    private readonly int[] _defaults;

    public ImageConversion(
        string outputColumnName, int height, int width, string inputColumnName, ColorBits colors, ColorsOrder order, bool interleaved, float scale, float offset)
    {
        Contracts.CheckNonWhiteSpace(outputColumnName, nameof(outputColumnName));
        Contracts.CheckParam((colors & ColorBits.All) != 0, "colorsPresent", "Need to use at least one color plane");
        Contracts.CheckParam(width > 0, "imageWidth", "Image width must be greater than zero");
        Contracts.CheckParam(height > 0, "imageHeight", "Image height must be greater than zero");
        Contracts.CheckParam(float.IsFinite(offset), "offsetImage");
        Contracts.CheckParam(float.IsFinite(scale) && scale != 0, "scaleImage");
        Columns = (outputColumnName, inputColumnName ?? outputColumnName);
        Type = new ImageDataViewType(height, width);
        Colors = colors;
        Order = order;
        Interleaved = interleaved;
        Scale = scale;
        Offset = offset;
        _defaults = [255, 0, 0, 0];
    }

    public ImageConversion((string output, string input) columns, ModelLoadContext ctx)
    {
        BinaryReader reader = ctx.Reader;
        bool old = ctx.Header.ModelVerWritten <= BeforeOrderVersion;
        Columns = columns;
        Colors = ColorPlanes.ReadColors(reader);
        Order = old ? ColorsOrder.ARGB : reader.ReadEnum<ColorsOrder>();
        int width = reader.ReadPositive();
        int height = reader.ReadPositive();
        Contracts.CheckDecode((long)height * width <= int.MaxValue / 4, $"Corrupt model file: images of {width} x {height} pixels");
        Type = new ImageDataViewType(height, width);
        Offset = reader.ReadFinite(orZero: true);
        Scale = reader.ReadFinite(orZero: false);
        Interleaved = reader.ReadFlag();
        _defaults = old ? [0, 0, 0, 0] : [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()];
    }

    public (string Output, string Input) Columns { get; }

    public ImageDataViewType Type { get; }

    public ColorBits Colors { get; }

    public ColorsOrder Order { get; }

    public bool Interleaved { get; }

    public float Scale { get; }

    public float Offset { get; }

    public int ValueCount => Type.Height * Type.Width * ColorPlanes.Count(Colors);

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Colors);
        writer.Write((byte)Order);
        writer.Write(Type.Width);
        writer.Write(Type.Height);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write(Interleaved);
        foreach (int value in _defaults)
            writer.Write(value);
    }

    /// <summary>An image of floats, with offset and scale.</summary>
    public MLImage ToImage(ReadOnlySpan<float> values)
    {
        bool scaled = Offset != 0 || Scale != 1;
        return ToImage(values, scaled ? value => unchecked((byte)(int)Math.Round((value * Scale) - Offset)) : value => unchecked((byte)(int)value), scaled);
    }

    /// <summary>An image of bytes, which are neither scaled nor shifted.</summary>
    public MLImage ToImage(ReadOnlySpan<byte> values) => ToImage(values, value => value, false);

    private MLImage ToImage<T>(ReadOnlySpan<T> values, Func<T, byte> toByte, bool scaled)
    {
        int count = Type.Height * Type.Width;
        int planes = ColorPlanes.Count(Colors);
        (int pixelStep, int planeStep) = Interleaved ? (planes, 1) : (1, count);
        ColorPlanes at = ColorPlanes.Of(Order, Colors);
        var bgra = new byte[4 * count];
        Fill(values, at.Blue, 0, _defaults[3]);
        Fill(values, at.Green, 1, _defaults[2]);
        Fill(values, at.Red, 2, _defaults[1]);
        Fill(values, at.Alpha, 3, _defaults[0]);
        return MLImage.CreateFromPixels(Type.Width, Type.Height, MLPixelFormat.Bgra32, bgra);

        void Fill(ReadOnlySpan<T> source, int plane, int channel, int missing)
        {
            // With scaling a missing alpha is 0 and the other missing colours are scaled as well: so it is in the real library.
            byte value = !scaled ? unchecked((byte)missing) : channel == 3 ? (byte)0 : unchecked((byte)(int)Math.Round((missing * Scale) - Offset));
            for (int i = 0; i < count; i++)
                bgra[(4 * i) + channel] = plane >= 0 ? toByte(source[(i * pixelStep) + (plane * planeStep)]) : value;
        }
    }
}
