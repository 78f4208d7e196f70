using System.Text;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Finds the format of encoded bytes by their signature, and hands them to its codec.</summary>
internal static class ImageCodec
{
    private static ReadOnlySpan<byte> PngSignature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The size and the bits a pixel that the header states; no pixel is decoded.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        ImageHeader header = Detect(data) switch
        {
            Format.Png => PngCodec.ReadHeader(data),
            Format.Jpeg => JpegCodec.ReadHeader(data),
            Format.Gif => GifDecoder.ReadHeader(data),
            Format.Bmp => BmpDecoder.ReadHeader(data),
            _ => WebpDecoder.ReadHeader(data),
        };
        return header.Width > 0 && header.Height > 0
            ? header
            : throw new InvalidImageContentException($"Invalid image dimensions: {header.Width} x {header.Height}.");
    }

    public static Raster Decode(ReadOnlySpan<byte> data) => Detect(data) switch
    {
        Format.Png => PngCodec.Decode(data),
        Format.Jpeg => JpegCodec.Decode(data),
        Format.Gif => GifDecoder.Decode(data),
        Format.Bmp => BmpDecoder.Decode(data),
        _ => WebpDecoder.Decode(data),
    };

    private static Format Detect(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith(PngSignature))
        {
            return Format.Png;
        }

        if (data.Length >= 11 && data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return Format.Jpeg;
        }

        if (data.StartsWith("GIF87a"u8) || data.StartsWith("GIF89a"u8))
        {
            return Format.Gif;
        }

        if (data.Length >= 12 && data.StartsWith("RIFF"u8) && data[8..].StartsWith("WEBP"u8))
        {
            return Format.Webp;
        }

        return data.Length >= 2 && data.StartsWith("BM"u8)
            ? Format.Bmp
            : throw new UnknownImageFormatException(new StringBuilder()
                .AppendLine("Image cannot be loaded. Available decoders:")
                .AppendLine(" - PNG : PngDecoder")
                .AppendLine(" - JPEG : JpegDecoder")
                .AppendLine(" - GIF : GifDecoder")
                .AppendLine(" - BMP : BmpDecoder")
                .AppendLine(" - Webp : WebpDecoder")
                .ToString());
    }

    private enum Format
    {
        Png,
        Jpeg,
        Gif,
        Bmp,
        Webp,
    }
}
