using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What one column of a pixel extracting transformer does.</summary>
internal sealed class PixelExtraction
{
    private const uint BeforeOrderVersion = 0x00010002;

    public PixelExtraction(string outputColumnName, string inputColumnName, ColorBits colors, ColorsOrder order, bool interleave, float offset, float scale, bool asFloat)
    {
        Contracts.CheckNonWhiteSpace(outputColumnName, nameof(outputColumnName));
        Contracts.CheckParam((colors & ColorBits.All) != 0, "colorsToExtract", "Need to use at least one color plane.");
        Columns = (outputColumnName, inputColumnName ?? outputColumnName);
        Colors = colors;
        Order = order;
        Interleave = interleave;
        AsFloat = asFloat;
        // Bytes are never scaled.
        Offset = asFloat ? offset : 0;
        Scale = asFloat ? scale : 1;
        Contracts.CheckParam(float.IsFinite(Offset), "offsetImage");
        Contracts.CheckParam(float.IsFinite(Scale) && Scale != 0, "scaleImage");
    }

    public PixelExtraction((string output, string input) columns, ModelLoadContext ctx)
    {
        Columns = columns;
        Colors = ColorPlanes.ReadColors(ctx.Reader);
        Order = ctx.Header.ModelVerWritten <= BeforeOrderVersion ? ColorsOrder.ARGB : ctx.Reader.ReadEnum<ColorsOrder>();
        AsFloat = ctx.Reader.ReadFlag();
        Offset = ctx.Reader.ReadFinite(orZero: true);
        Scale = ctx.Reader.ReadFinite(orZero: false);
        Interleave = ctx.Reader.ReadFlag();
        Contracts.CheckDecode(AsFloat || (Offset == 0 && Scale == 1), "Corrupt model file: bytes that are scaled");
    }

    public (string Output, string Input) Columns { get; }

    public ColorBits Colors { get; }

    public ColorsOrder Order { get; }

    public bool Interleave { get; }

    public float Offset { get; }

    public float Scale { get; }

    public bool AsFloat { get; }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)Colors);
        writer.Write((byte)Order);
        writer.Write(AsFloat);
        writer.Write(Offset);
        writer.Write(Scale);
        writer.Write(Interleave);
    }

    /// <summary>The vector that an image of a known size becomes.</summary>
    public VectorDataViewType TypeOf(ImageDataViewType image)
    {
        int planes = ColorPlanes.Count(Colors);
        PrimitiveDataViewType item = AsFloat ? NumberDataViewType.Single : NumberDataViewType.Byte;
        return Interleave ? new VectorDataViewType(item, image.Height, image.Width, planes) : new VectorDataViewType(item, planes, image.Height, image.Width);
    }

    /// <summary>The chosen colours of an image, as the bytes that they are.</summary>
    public void Extract(MLImage image, Span<byte> values)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        (int red, int blue) = image.PixelFormat == MLPixelFormat.Rgba32 ? (0, 2) : (2, 0);
        int count = pixels.Length / 4;
        int planes = ColorPlanes.Count(Colors);
        (int pixelStep, int planeStep) = Interleave ? (planes, 1) : (1, count);
        ColorPlanes at = ColorPlanes.Of(Order, Colors);
        Copy(pixels, 3, values, at.Alpha);
        Copy(pixels, red, values, at.Red);
        Copy(pixels, 1, values, at.Green);
        Copy(pixels, blue, values, at.Blue);

        void Copy(ReadOnlySpan<byte> source, int channel, Span<byte> target, int plane)
        {
            for (int i = 0; plane >= 0 && i < count; i++)
                target[(i * pixelStep) + (plane * planeStep)] = source[(4 * i) + channel];
        }
    }
}
