using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Codecs;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats.Jpeg;

public sealed class JpegEncoder : ImageEncoder
{
    public int? Quality
    {
        get;
        init => field = value is < 1 or > 100 ? throw new ArgumentException("Quality factor must be in [1..100] range.") : value;
    }

    public JpegEncodingColor? ColorType { get; init; }

    protected override void Encode<TPixel>(Image<TPixel> image, Stream stream, CancellationToken cancellationToken)
    {
        JpegEncodingColor color = ColorType ?? (typeof(TPixel) == typeof(L8) ? JpegEncodingColor.Luminance : JpegEncodingColor.YCbCrRatio420);
        byte[] data = color switch
        {
            JpegEncodingColor.Luminance => Encode<TPixel, L8>(image, TurboJpeg.PixelGray, TurboJpeg.SampleGray),
            JpegEncodingColor.YCbCrRatio444 => Encode<TPixel, Rgb24>(image, TurboJpeg.PixelRgb, TurboJpeg.Sample444),
            JpegEncodingColor.YCbCrRatio420 => Encode<TPixel, Rgb24>(image, TurboJpeg.PixelRgb, TurboJpeg.Sample420),
            _ => throw new NotSupportedException($"{color} is not written; use Luminance, YCbCrRatio420 or YCbCrRatio444."),
        };
        stream.Write(data);
    }

    private byte[] Encode<TSource, TPixel>(Image<TSource> image, int pixelFormat, int subsampling)
        where TSource : unmanaged, IPixel<TSource>
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> converted = image.CloneAs<TPixel>();
        ReadOnlySpan<byte> pixels = MemoryMarshal.AsBytes<TPixel>(converted.Pixels);
        return JpegCodec.Encode(pixels, image.Width, image.Height, pixelFormat, subsampling, Quality ?? 75);
    }
}
