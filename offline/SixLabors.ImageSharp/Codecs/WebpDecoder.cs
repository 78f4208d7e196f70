using System.Buffers.Binary;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>WebP through libwebp, lossy and lossless; of an animation the first frame, on its transparent canvas.</summary>
internal static unsafe class WebpDecoder
{
    private const int AnimationFlag = 2, AlphaFlag = 16;
    private const int FrameHeaderLength = 16;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        if (IsExtended(data))
        {
            return new ImageHeader(1 + UInt24(data[24..]), 1 + UInt24(data[27..]), (data[20] & AlphaFlag) != 0 ? 32 : 24);
        }

        fixed (byte* source = data)
        {
            int width, height;
            if (Webp.GetInfo(source, (nuint)data.Length, &width, &height) == 0)
            {
                throw new InvalidImageContentException("Invalid WebP header.");
            }

            return new ImageHeader(width, height, data[12..].StartsWith("VP8L"u8) ? 32 : 24);
        }
    }

    public static Raster Decode(ReadOnlySpan<byte> data)
    {
        ImageHeader header = ReadHeader(data);
        bool animated = IsExtended(data) && (data[20] & AnimationFlag) != 0;
        byte[] pixels = animated ? DecodeFirstFrame(data, header) : DecodeStill(data, header.Width, header.Height);
        int orientation = FindChunk(data, "EXIF"u8, out ReadOnlySpan<byte> exif) ? ExifOrientation.Read(exif) : 1;
        return header.BitsPerPixel == 32 || animated
            ? new Raster(header.Width, header.Height, 4, pixels, orientation)
            : new Raster(header.Width, header.Height, 3, DropAlpha(pixels), orientation);
    }

    private static byte[] DecodeStill(ReadOnlySpan<byte> data, int width, int height)
    {
        fixed (byte* source = data)
        {
            // What is decoded is what the bitstream says, whatever the container says.
            int codedWidth, codedHeight;
            if (Webp.GetInfo(source, (nuint)data.Length, &codedWidth, &codedHeight) == 0 || codedWidth != width || codedHeight != height)
            {
                throw new InvalidImageContentException("Invalid WebP: the sizes in its headers differ.");
            }

            byte[] pixels = Raster.Allocate(width, height, 4);
            fixed (byte* output = pixels)
            {
                return Webp.DecodeRgba(source, (nuint)data.Length, output, (nuint)pixels.Length, width * 4) is not null
                    ? pixels
                    : throw new InvalidImageContentException("Invalid WebP: the data is damaged or ends too early.");
            }
        }
    }

    private static byte[] DecodeFirstFrame(ReadOnlySpan<byte> data, ImageHeader canvas)
    {
        if (!FindChunk(data, "ANMF"u8, out ReadOnlySpan<byte> frame) || frame.Length < FrameHeaderLength)
        {
            throw new InvalidImageContentException("Invalid WebP: the animation has no frame.");
        }

        (int x, int y) = (2 * UInt24(frame), 2 * UInt24(frame[3..]));
        (int width, int height) = (1 + UInt24(frame[6..]), 1 + UInt24(frame[9..]));
        if (x + width > canvas.Width || y + height > canvas.Height)
        {
            throw new InvalidImageContentException("Invalid WebP: a frame leaves the canvas.");
        }

        byte[] still = DecodeStill(AsFile(frame[FrameHeaderLength..], width, height), width, height);
        byte[] pixels = Raster.Allocate(canvas.Width, canvas.Height, 4);
        Array.Clear(pixels);
        for (int row = 0; row < height; row++)
        {
            still.AsSpan(row * width * 4, width * 4).CopyTo(pixels.AsSpan((((y + row) * canvas.Width) + x) * 4));
        }

        return pixels;
    }

    /// <summary>The chunks of one frame (an optional ALPH and the bitstream) as a file of its own.</summary>
    private static byte[] AsFile(ReadOnlySpan<byte> chunks, int width, int height)
    {
        byte[] file = new byte[30 + chunks.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        "WEBPVP8X"u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 10);
        file[20] = AlphaFlag;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), width - 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(27), (short)(height - 1));
        file[29] = (byte)((height - 1) >> 16);
        chunks.CopyTo(file.AsSpan(30));
        return file;
    }

    private static bool IsExtended(ReadOnlySpan<byte> data) => data.Length >= 30 && data[12..].StartsWith("VP8X"u8);

    private static int UInt24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);

    private static bool FindChunk(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> payload)
    {
        data = data[12..];
        while (data.Length >= 8)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            if (length > (uint)data.Length - 8)
            {
                break;
            }

            if (data.StartsWith(name))
            {
                payload = data.Slice(8, (int)length);
                return true;
            }

            data = data[(int)Math.Min(8 + length + (length & 1), (uint)data.Length)..];
        }

        payload = default;
        return false;
    }

    private static byte[] DropAlpha(byte[] rgba)
    {
        byte[] rgb = GC.AllocateUninitializedArray<byte>(rgba.Length / 4 * 3);
        for (int i = 0, p = 0; i < rgb.Length; i += 3, p += 4)
        {
            (rgb[i], rgb[i + 1], rgb[i + 2]) = (rgba[p], rgba[p + 1], rgba[p + 2]);
        }

        return rgb;
    }
}
