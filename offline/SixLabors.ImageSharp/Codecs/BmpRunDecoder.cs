namespace SixLabors.ImageSharp.Codecs;

/// <summary>The run-length codings of bitmaps. What leaves the image is dropped; where the data ends, the rest stays index 0.</summary>
internal static class BmpRunDecoder
{
    private const byte EndOfLine = 0, EndOfBitmap = 1, Delta = 2;

    public static void Decode(ReadOnlySpan<byte> data, bool fourBits, Span<byte> indices, int width)
    {
        int height = indices.Length / width;
        int x = 0, y = 0, i = 0;
        while (i + 1 < data.Length && y < height)
        {
            int count = data[i++];
            byte value = data[i++];
            if (count > 0)
            {
                for (int k = 0; k < count; k++)
                {
                    Put(indices, fourBits ? Nibble(value, k) : value);
                }
            }
            else if (value == EndOfLine)
            {
                (x, y) = (0, y + 1);
            }
            else if (value == EndOfBitmap)
            {
                return;
            }
            else if (value == Delta)
            {
                if (i + 1 >= data.Length)
                {
                    return;
                }

                (x, y) = (x + data[i], y + data[i + 1]);
                i += 2;
            }
            else
            {
                int bytes = fourBits ? (value + 1) / 2 : value;
                if (i + bytes > data.Length)
                {
                    return;
                }

                for (int k = 0; k < value; k++)
                {
                    Put(indices, fourBits ? Nibble(data[i + (k / 2)], k) : data[i + k]);
                }

                i += bytes + (bytes & 1);
            }
        }

        void Put(Span<byte> target, byte index)
        {
            if (x < width && y < height)
            {
                target[(y * width) + x] = index;
            }

            x++;
        }

        static byte Nibble(byte value, int k) => (byte)((k & 1) == 0 ? value >> 4 : value & 15);
    }
}
