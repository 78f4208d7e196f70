using System.Buffers.Binary;
using System.Numerics;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Windows bitmaps in managed code: 1, 4, 8, 16, 24 and 32 bits, plain, with masks, or run-length coded.</summary>
internal static class BmpDecoder
{
    private const int Rgb = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6;

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        Header header = Read(data);
        return new ImageHeader(header.Width, header.Height, header.Bits);
    }

    public static Raster Decode(ReadOnlySpan<byte> data)
    {
        Header header = Read(data);
        return header.Compression switch
        {
            Rle8 or Rle4 => DecodeRuns(data, header),
            Rgb or BitFields or AlphaBitFields when header.Bits is 16 or 32 => DecodeMasked(data, header),
            Rgb when header.Bits is 1 or 4 or 8 => DecodeIndexed(data, header),
            Rgb when header.Bits is 24 => DecodeRgb24(data, header),
            _ => throw new NotSupportedException($"BMP with compression {header.Compression} and {header.Bits} bits is not read."),
        };
    }

    private static Header Read(ReadOnlySpan<byte> data)
    {
        Need(data, 26);
        int pixels = Int32(data, 10);
        int size = Int32(data, 14);
        if (size == 12)
        {
            return Checked(new Header(Word(data, 18), Word(data, 20), Word(data, 24), Rgb, size, pixels, 0, false));
        }

        if (size is < 40 or > 1024)
        {
            throw new InvalidImageContentException($"Invalid BMP: a header of {size} bytes.");
        }

        Need(data, 54);
        (int width, int height) = (Int32(data, 18), Int32(data, 22));
        return height == int.MinValue
            ? throw new InvalidImageContentException("Invalid BMP: its height is out of range.")
            : Checked(new Header(width, Math.Abs(height), Word(data, 28), Int32(data, 30), size, pixels, Int32(data, 46), height < 0));

        static Header Checked(Header header) => header.Width > 0 && header.Height > 0 && header.Pixels >= 14 + header.Size
            ? header
            : throw new InvalidImageContentException($"Invalid BMP: {header.Width} x {header.Height} pixels at {header.Pixels}.");
    }

    private static Raster DecodeIndexed(ReadOnlySpan<byte> data, Header header)
    {
        ReadOnlySpan<byte> palette = Palette(data, header, out int entry);
        int stride = header.Stride;
        NeedRows(data, header, stride);
        byte[] rgb = Raster.Allocate(header.Width, header.Height, 3);
        for (int row = 0; row < header.Height; row++)
        {
            ReadOnlySpan<byte> source = data.Slice(header.Pixels + (header.FileRow(row) * stride), stride);
            for (int x = 0; x < header.Width; x++)
            {
                int bit = x * header.Bits;
                int index = (source[bit >> 3] >> (8 - header.Bits - (bit & 7))) & ((1 << header.Bits) - 1);
                Store(rgb, ((row * header.Width) + x) * 3, palette, index, entry);
            }
        }

        return new Raster(header.Width, header.Height, 3, rgb);
    }

    private static Raster DecodeRgb24(ReadOnlySpan<byte> data, Header header)
    {
        int stride = header.Stride;
        NeedRows(data, header, stride);
        byte[] rgb = Raster.Allocate(header.Width, header.Height, 3);
        for (int row = 0, i = 0; row < header.Height; row++)
        {
            ReadOnlySpan<byte> source = data.Slice(header.Pixels + (header.FileRow(row) * stride), stride);
            for (int x = 0; x < 3 * header.Width; x += 3, i += 3)
            {
                (rgb[i], rgb[i + 1], rgb[i + 2]) = (source[x + 2], source[x + 1], source[x]);
            }
        }

        return new Raster(header.Width, header.Height, 3, rgb);
    }

    private static Raster DecodeMasked(ReadOnlySpan<byte> data, Header header)
    {
        (uint red, uint green, uint blue, uint alpha) = Masks(data, header);
        int stride = header.Stride;
        NeedRows(data, header, stride);
        byte[] rgba = Raster.Allocate(header.Width, header.Height, 4);
        bool anyAlpha = false;
        for (int row = 0, i = 0; row < header.Height; row++)
        {
            ReadOnlySpan<byte> source = data.Slice(header.Pixels + (header.FileRow(row) * stride), stride);
            for (int x = 0; x < header.Width; x++, i += 4)
            {
                uint pixel = header.Bits == 16 ? Word(source, 2 * x) : (uint)Int32(source, 4 * x);
                (rgba[i], rgba[i + 1], rgba[i + 2]) = (Channel(pixel, red), Channel(pixel, green), Channel(pixel, blue));
                rgba[i + 3] = Channel(pixel, alpha);
                anyAlpha |= rgba[i + 3] != 0;
            }
        }

        // The fourth byte is most often padding: all zero means that there is no alpha.
        for (int i = 3; !anyAlpha && i < rgba.Length; i += 4)
        {
            rgba[i] = 255;
        }

        return new Raster(header.Width, header.Height, 4, rgba);
    }

    private static (uint Red, uint Green, uint Blue, uint Alpha) Masks(ReadOnlySpan<byte> data, Header header)
    {
        if (header.Compression == Rgb)
        {
            return header.Bits == 16 ? (0x7C00u, 0x3E0u, 0x1Fu, 0u) : (0xFF0000, 0xFF00, 0xFF, 0xFF000000);
        }

        bool alpha = header.Size >= 56 || header.Compression == AlphaBitFields;
        Need(data, alpha ? 70 : 66);
        return ((uint)Int32(data, 54), (uint)Int32(data, 58), (uint)Int32(data, 62), alpha ? (uint)Int32(data, 66) : 0u);
    }

    private static Raster DecodeRuns(ReadOnlySpan<byte> data, Header header)
    {
        ReadOnlySpan<byte> palette = Palette(data, header, out int entry);
        byte[] indices = Raster.Allocate(header.Width, header.Height, 1);
        Array.Clear(indices);
        BmpRunDecoder.Decode(data[Math.Min(header.Pixels, data.Length)..], header.Compression == Rle4, indices, header.Width);
        byte[] rgb = Raster.Allocate(header.Width, header.Height, 3);
        for (int row = 0; row < header.Height; row++)
        {
            for (int x = 0; x < header.Width; x++)
            {
                Store(rgb, ((row * header.Width) + x) * 3, palette, indices[(header.FileRow(row) * header.Width) + x], entry);
            }
        }

        return new Raster(header.Width, header.Height, 3, rgb);
    }

    private static ReadOnlySpan<byte> Palette(ReadOnlySpan<byte> data, Header header, out int entry)
    {
        entry = header.Size == 12 ? 3 : 4;
        int start = 14 + header.Size;
        int colors = header.Colors is > 0 and <= 256 ? header.Colors : 1 << Math.Min(header.Bits, 8);
        int length = Math.Min(colors * entry, header.Pixels - start);
        Need(data, start + length);
        return data.Slice(start, length);
    }

    /// <summary>An index beyond the palette is black.</summary>
    private static void Store(byte[] rgb, int at, ReadOnlySpan<byte> palette, int index, int entry)
    {
        int p = index * entry;
        (rgb[at], rgb[at + 1], rgb[at + 2]) = p + 2 < palette.Length ? (palette[p + 2], palette[p + 1], palette[p]) : ((byte)0, (byte)0, (byte)0);
    }

    private static byte Channel(uint pixel, uint mask)
    {
        if (mask == 0)
        {
            return 0;
        }

        int shift = BitOperations.TrailingZeroCount(mask);
        ulong top = mask >> shift;
        return (byte)((((ulong)((pixel & mask) >> shift) * 255) + (top / 2)) / top);
    }

    private static void NeedRows(ReadOnlySpan<byte> data, Header header, int stride)
    {
        if (header.Pixels + ((long)stride * header.Height) > data.Length)
        {
            throw new InvalidImageContentException("Invalid BMP: the data ends too early.");
        }
    }

    private static void Need(ReadOnlySpan<byte> data, int length)
    {
        if (data.Length < length)
        {
            throw new InvalidImageContentException("Invalid BMP: the data ends too early.");
        }
    }

    private static int Int32(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadInt32LittleEndian(data[at..]);

    private static ushort Word(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt16LittleEndian(data[at..]);

    private readonly record struct Header(
        int Width, int Height, int Bits, int Compression, int Size, int Pixels, int Colors, bool TopDown)
    {
        /// <summary>Bytes a row, a multiple of four.</summary>
        public int Stride => checked((int)((((long)Width * Bits) + 31) / 32 * 4));

        public int FileRow(int row) => TopDown ? row : Height - 1 - row;
    }
}
