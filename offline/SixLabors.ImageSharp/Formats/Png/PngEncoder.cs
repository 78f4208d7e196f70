using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Codecs;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Png;

public class PngEncoder : QuantizingImageEncoder
{
    public PngColorType? ColorType { get; init; }

    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
    {
        PngColorType type = ColorType ?? DefaultType<TPixel>();
        byte[] data = type switch
        {
            PngColorType.Grayscale => Encode<TPixel, L8>(image, type),
            PngColorType.Rgb => Encode<TPixel, Rgb24>(image, type),
            PngColorType.RgbWithAlpha => Encode<TPixel, Rgba32>(image, type),
            _ => throw new NotSupportedException($"{type} is not written; use Grayscale, Rgb or RgbWithAlpha."),
        };
        stream.Write(data);
    }

    private static PngColorType DefaultType<TPixel>()
        => typeof(TPixel) == typeof(L8) ? PngColorType.Grayscale
            : typeof(TPixel) == typeof(Rgb24) ? PngColorType.Rgb
            : PngColorType.RgbWithAlpha;

    private byte[] Encode<TSource, TPixel>(Image<TSource> image, PngColorType type)
        where TSource : unmanaged, IPixel<TSource>
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> converted = image.CloneAs<TPixel>();
        return PngCodec.Encode(MemoryMarshal.AsBytes<TPixel>(converted.Pixels), image.Width, image.Height, (byte)type, (int)CompressionLevel);
    }
}
