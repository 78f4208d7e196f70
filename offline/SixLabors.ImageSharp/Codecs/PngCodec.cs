using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Native;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>PNG through libspng. Gamma and colour profiles are left alone; 16 bits become 8 by rounding.</summary>
internal static unsafe class PngCodec
{
    private const byte Gray = 0, Palette = 3, GrayAlpha = 4, RgbAlpha = 6;

    // No chunk but pixels needs more; a file cannot make the library take what it likes.
    private const int ChunkLimit = 16 << 20;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        if (data.Length < 33 || !data[12..].StartsWith("IHDR"u8))
        {
            throw new InvalidImageContentException("PNG Image does not contain a header chunk.");
        }

        int channels = data[25] switch { Gray or Palette => 1, GrayAlpha => 2, RgbAlpha => 4, _ => 3 };
        return new ImageHeader(Dimension(data[16..]), Dimension(data[20..]), channels * data[24]);

        static int Dimension(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt32BigEndian(data);
    }

    public static Raster Decode(ReadOnlySpan<byte> data)
    {
        nint context = Spng.New(0);
        try
        {
            fixed (byte* source = data)
            {
                Check(Spng.SetChunkLimits(context, ChunkLimit, ChunkLimit));
                Check(Spng.SetBuffer(context, source, (nuint)data.Length));
                Spng.Header header;
                Check(Spng.GetHeader(context, &header));
                byte* transparency = stackalloc byte[1024];
                bool alpha = header.ColorType is GrayAlpha or RgbAlpha || Spng.GetTransparency(context, transparency) == 0;
                (int width, int height) = ((int)header.Width, (int)header.Height);
                int orientation = FindOrientation(data);

                if (header.BitDepth == 16)
                {
                    byte[] wide = DecodeAs(context, width, height, 8, Spng.FormatRgba16);
                    return Reduce(wide, width, height, header.ColorType is Gray ? (alpha ? 4 : 1) : (alpha ? 4 : 3), orientation);
                }

                return (header.ColorType, alpha) switch
                {
                    (_, true) => new Raster(width, height, 4, DecodeAs(context, width, height, 4, Spng.FormatRgba8), orientation),
                    (Gray, _) => new Raster(width, height, 1, DecodeAs(context, width, height, 1, Spng.FormatG8), orientation),
                    _ => new Raster(width, height, 3, DecodeAs(context, width, height, 3, Spng.FormatRgb8), orientation),
                };
            }
        }
        finally
        {
            Spng.Free(context);
        }
    }

    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, byte colorType, int level)
    {
        nint context = Spng.New(Spng.ContextEncoder);
        byte* encoded = null;
        try
        {
            Spng.Header header = new() { Width = (uint)width, Height = (uint)height, BitDepth = 8, ColorType = colorType };
            Check(Spng.SetOption(context, Spng.OptionEncodeToBuffer, 1));
            Check(Spng.SetOption(context, Spng.OptionCompressionLevel, level));
            Check(Spng.SetHeader(context, &header));
            fixed (byte* source = pixels)
            {
                Check(Spng.Encode(context, source, (nuint)pixels.Length, Spng.FormatPng, Spng.EncodeFinalize));
            }

            nuint length;
            int error;
            encoded = Spng.GetBuffer(context, &length, &error);
            Check(error);
            return new ReadOnlySpan<byte>(encoded, checked((int)length)).ToArray();
        }
        finally
        {
            NativeMemory.Free(encoded);
            Spng.Free(context);
        }
    }

    private static byte[] DecodeAs(nint context, int width, int height, int bytesPerPixel, int format)
    {
        byte[] pixels = Raster.Allocate(width, height, bytesPerPixel);
        fixed (byte* output = pixels)
        {
            Check(Spng.Decode(context, output, (nuint)pixels.Length, format, Spng.DecodeTransparency));
        }

        return pixels;
    }

    private static Raster Reduce(byte[] wide, int width, int height, int channels, int orientation)
    {
        ReadOnlySpan<ushort> source = MemoryMarshal.Cast<byte, ushort>(wide);
        byte[] pixels = Raster.Allocate(width, height, channels);
        for (int i = 0, p = 0; i < pixels.Length; p += 4)
        {
            for (int c = 0; c < channels; c++)
            {
                pixels[i++] = ChannelMath.Reduce(source[p + c]);
            }
        }

        return new Raster(width, height, channels, pixels, orientation);
    }

    private static int FindOrientation(ReadOnlySpan<byte> data)
    {
        data = data[8..];
        while (data.Length >= 12)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data);
            if (length > (uint)data.Length - 12)
            {
                break;
            }

            if (data[4..].StartsWith("eXIf"u8))
            {
                return ExifOrientation.Read(data.Slice(8, (int)length));
            }

            data = data[(int)(length + 12)..];
        }

        return 1;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidImageContentException($"Invalid PNG: {Spng.Describe(error)}.");
        }
    }
}
