using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>The first frame of a GIF on its transparent canvas, in managed code: the format is small, and strangers' files cannot overrun an array.</summary>
internal static class GifDecoder
{
    private const byte ImageDescriptor = 0x2C, Extension = 0x21, GraphicControl = 0xF9;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        Need(data, 13);
        return new ImageHeader(Word(data[6..]), Word(data[8..]), (data[10] & 7) + 1);
    }

    public static Raster Decode(ReadOnlySpan<byte> data)
    {
        ImageHeader header = ReadHeader(data);
        ReadOnlySpan<byte> rest = data[13..];
        ReadOnlySpan<byte> palette = TakePalette(ref rest, data[10]);
        int transparent = -1;
        while (true)
        {
            Need(rest, 2);
            if (rest[0] == Extension)
            {
                transparent = rest[1] == GraphicControl && rest.Length >= 7 && (rest[3] & 1) != 0 ? rest[6] : transparent;
                rest = rest[2..];
                _ = TakeBlocks(ref rest, keep: false);
            }
            else if (rest[0] == ImageDescriptor)
            {
                return DecodeFrame(rest[1..], header, palette, transparent);
            }
            else
            {
                throw new InvalidImageContentException("Invalid GIF: there is no image in it.");
            }
        }
    }

    private static Raster DecodeFrame(ReadOnlySpan<byte> data, ImageHeader header, ReadOnlySpan<byte> shared, int transparent)
    {
        Need(data, 10);
        (int left, int top, int width, int height) = (Word(data), Word(data[2..]), Word(data[4..]), Word(data[6..]));
        byte flags = data[8];
        data = data[9..];
        ReadOnlySpan<byte> local = TakePalette(ref data, flags);
        ReadOnlySpan<byte> palette = local.IsEmpty ? shared : local;
        Need(data, 1);
        int codeSize = data[0];
        data = data[1..];
        byte[] compressed = TakeBlocks(ref data, keep: true);
        if (codeSize is < 1 or > 11)
        {
            throw new InvalidImageContentException($"Invalid GIF: a minimum code size of {codeSize}.");
        }

        byte[] canvas = Raster.Allocate(header.Width, header.Height, 4);
        Array.Clear(canvas);
        byte[] indices = Raster.Allocate(width, height, 1);
        int decoded = LzwDecoder.Decode(compressed, codeSize, indices);
        for (int i = 0; i < decoded; i++)
        {
            (int row, int column) = Math.DivRem(i, width);
            int y = top + ((flags & 0x40) != 0 ? InterlacedRow(row, height) : row);
            int x = left + column;
            int index = indices[i];
            if (x < header.Width && y < header.Height && index != transparent && (3 * index) + 2 < palette.Length)
            {
                int p = ((y * header.Width) + x) * 4;
                palette.Slice(3 * index, 3).CopyTo(canvas.AsSpan(p));
                canvas[p + 3] = 255;
            }
        }

        return new Raster(header.Width, header.Height, 4, canvas);
    }

    /// <summary>Interlaced rows come in four passes: every 8th from 0, every 8th from 4, every 4th from 2, every 2nd from 1.</summary>
    private static int InterlacedRow(int row, int height)
    {
        ReadOnlySpan<int> starts = [0, 4, 2, 1];
        ReadOnlySpan<int> steps = [8, 8, 4, 2];
        for (int pass = 0; pass < 4; pass++)
        {
            int rows = Math.Max(0, (height - starts[pass] + steps[pass] - 1) / steps[pass]);
            if (row < rows)
            {
                return starts[pass] + (row * steps[pass]);
            }

            row -= rows;
        }

        return height;
    }

    private static ReadOnlySpan<byte> TakePalette(scoped ref ReadOnlySpan<byte> data, byte flags)
    {
        if ((flags & 0x80) == 0)
        {
            return default;
        }

        int length = 3 << ((flags & 7) + 1);
        Need(data, length);
        ReadOnlySpan<byte> palette = data[..length];
        data = data[length..];
        return palette;
    }

    private static byte[] TakeBlocks(scoped ref ReadOnlySpan<byte> data, bool keep)
    {
        using MemoryStream kept = new();
        while (true)
        {
            Need(data, 1);
            int length = data[0];
            data = data[1..];
            if (length == 0)
            {
                return kept.ToArray();
            }

            Need(data, length);
            kept.Write(keep ? data[..length] : default);
            data = data[length..];
        }
    }

    private static ushort Word(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16LittleEndian(data);

    private static void Need(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length < length)
        {
            throw new InvalidImageContentException("Invalid GIF: the data ends too early.");
        }
    }
}
