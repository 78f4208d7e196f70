using System.Buffers.Binary;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>
/// JPEG through libjpeg-turbo: baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK. As in ImageSharp, chroma is repeated rather than
/// interpolated, CMYK is taken as Adobe writes it (inverted), and a file that ends early gives the pixels it has.
/// </summary>
internal static unsafe class JpegCodec
{
    private const int DecodeFlags = TurboJpeg.FastUpsample | TurboJpeg.AccurateDct | TurboJpeg.LimitScans;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        foreach (JpegSegment segment in new JpegSegments(data))
        {
            if (segment.IsFrameHeader && segment.Length >= 6)
            {
                ReadOnlySpan<byte> frame = data.Slice(segment.Offset, segment.Length);
                int height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
                int width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
                return new ImageHeader(width, height, frame[0] * frame[5]);
            }
        }

        throw new InvalidImageContentException("JPEG has no frame header.");
    }

    public static Raster Decode(ReadOnlySpan<byte> data)
    {
        nint handle = TurboJpeg.NewDecoder();
        try
        {
            fixed (byte* source = data)
            {
                int width, height, subsampling, space;
                Check(handle, TurboJpeg.ReadHeader(handle, source, (nuint)data.Length, &width, &height, &subsampling, &space));
                (int format, int channels) = space switch
                {
                    TurboJpeg.SpaceGray => (TurboJpeg.PixelGray, 1),
                    TurboJpeg.SpaceCmyk or TurboJpeg.SpaceYcck => (TurboJpeg.PixelCmyk, 4),
                    _ => (TurboJpeg.PixelRgb, 3),
                };
                byte[] pixels = Raster.Allocate(width, height, channels);
                fixed (byte* output = pixels)
                {
                    Check(handle, TurboJpeg.Decode(handle, source, (nuint)data.Length, output, width, 0, height, format, DecodeFlags));
                }

                return channels == 4
                    ? new Raster(width, height, 3, FromCmyk(pixels, width, height), FindOrientation(data))
                    : new Raster(width, height, channels, pixels, FindOrientation(data));
            }
        }
        finally
        {
            _ = TurboJpeg.Free(handle);
        }
    }

    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int pixelFormat, int subsampling, int quality)
    {
        nint handle = TurboJpeg.NewEncoder();
        byte* encoded = null;
        try
        {
            nuint size = 0;
            fixed (byte* source = pixels)
            {
                int result = TurboJpeg.Encode(
                    handle, source, width, 0, height, pixelFormat, &encoded, &size, subsampling, quality, TurboJpeg.AccurateDct);
                Check(handle, result);
            }

            return new ReadOnlySpan<byte>(encoded, checked((int)size)).ToArray();
        }
        finally
        {
            TurboJpeg.FreeBuffer(encoded);
            _ = TurboJpeg.Free(handle);
        }
    }

    private static byte[] FromCmyk(byte[] cmyk, int width, int height)
    {
        byte[] rgb = Raster.Allocate(width, height, 3);
        for (int i = 0, p = 0; i < rgb.Length; i += 3, p += 4)
        {
            float black = cmyk[p + 3] / 255f;
            rgb[i] = (byte)((cmyk[p] * black) + 0.5f);
            rgb[i + 1] = (byte)((cmyk[p + 1] * black) + 0.5f);
            rgb[i + 2] = (byte)((cmyk[p + 2] * black) + 0.5f);
        }

        return rgb;
    }

    private static int FindOrientation(ReadOnlySpan<byte> data)
    {
        foreach (JpegSegment segment in new JpegSegments(data))
        {
            ReadOnlySpan<byte> payload = data.Slice(segment.Offset, segment.Length);
            if (segment.Marker == JpegSegment.App1 && payload.StartsWith("Exif\0\0"u8))
            {
                return ExifOrientation.Read(payload);
            }
        }

        return 1;
    }

    private static void Check(nint handle, int result)
    {
        if (result != 0 && TurboJpeg.ErrorCode(handle) != TurboJpeg.ErrorWarning)
        {
            throw new InvalidImageContentException($"Invalid JPEG: {TurboJpeg.Describe(handle)}.");
        }
    }
}
