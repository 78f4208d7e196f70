using System.Buffers.Binary;

namespace HierVQ.Images;

/// <summary>
/// Says from the structure of an encoded image alone whether it is all there: PNG to its IEND chunk, JPEG to the end marker behind its
/// first scan, GIF to the trailer, WebP and BMP to the length that their header states. Bytes behind that do not matter.
/// </summary>
internal static class EncodedImage
{
    /// <summary>False where the bytes end too early; true also for formats that are not known here.</summary>
    public static bool IsComplete(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return PngIsComplete(data);
        if (data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return JpegIsComplete(data);
        if (data.StartsWith("GIF8"u8))
            return GifIsComplete(data);
        if (data.StartsWith("RIFF"u8))
            return data.Length >= 8 && data.Length - 8 >= BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        if (data.StartsWith("BM"u8))
            return BmpIsComplete(data);
        return true;
    }

    private static bool PngIsComplete(ReadOnlySpan<byte> data)
    {
        for (data = data[Math.Min(8, data.Length)..]; data.Length >= 12;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data);
            if (length > (uint)data.Length - 12)
                return false;
            if (data[4..].StartsWith("IEND"u8))
                return true;
            data = data[(int)(12 + length)..];
        }
        return false;
    }

    private static bool JpegIsComplete(ReadOnlySpan<byte> data)
    {
        const byte EndOfImage = 0xD9, StartOfScan = 0xDA;
        for (int at = 2; at + 4 <= data.Length;)
        {
            if (data[at] != 0xFF || data[at + 1] is 0 or 0xFF)
            {
                at++;
                continue;
            }
            byte marker = data[at + 1];
            if (marker == EndOfImage)
                return true;
            if (marker == StartOfScan)
                return data[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, EndOfImage]) >= 0;
            at += marker is >= 0xD0 and <= 0xD8 or 1 ? 2 : 2 + BinaryPrimitives.ReadUInt16BigEndian(data[(at + 2)..]);
        }
        return false;
    }

    private static bool GifIsComplete(ReadOnlySpan<byte> data)
    {
        const byte Trailer = 0x3B, ImageDescriptor = 0x2C;
        if (data.Length < 13)
            return false;
        int at = 13 + Palette(data[10]);
        while (at < data.Length && data[at] != Trailer)
        {
            if (data[at] == ImageDescriptor)
            {
                if (at + 10 > data.Length)
                    return false;
                at += 11 + Palette(data[at + 9]);
            }
            else
            {
                at += 2;
            }
            while (at < data.Length && data[at] != 0)
                at += data[at] + 1;
            at++;
        }
        return at < data.Length;

        static int Palette(byte flags) => (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;
    }

    private static bool BmpIsComplete(ReadOnlySpan<byte> data)
    {
        const int Uncompressed = 0;
        if (data.Length < 34)
            return false;
        uint pixels = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(data[14..]) < 40 || BinaryPrimitives.ReadUInt32LittleEndian(data[30..]) != Uncompressed)
            return pixels <= data.Length;
        long width = BinaryPrimitives.ReadInt32LittleEndian(data[18..]);
        long height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(data[22..]));
        long stride = ((width * BinaryPrimitives.ReadUInt16LittleEndian(data[28..])) + 31) / 32 * 4;
        return pixels + (stride * height) <= data.Length;
    }
}
