namespace SixLabors.ImageSharp.Codecs;

/// <summary>GIF's variable-length LZW.</summary>
internal static class LzwDecoder
{
    private const int MaxCodes = 4096;

    /// <summary>Fills <paramref name="output"/> as far as the codes go, and returns how far that was.</summary>
    public static int Decode(ReadOnlySpan<byte> data, int minimumCodeSize, Span<byte> output)
    {
        int clear = 1 << minimumCodeSize;
        int end = clear + 1;
        Span<short> prefix = stackalloc short[MaxCodes];
        Span<byte> suffix = stackalloc byte[MaxCodes];
        Span<byte> stack = stackalloc byte[MaxCodes + 1];
        for (int i = 0; i < Math.Min(clear, 256); i++)
        {
            suffix[i] = (byte)i;
        }

        (int next, int size, int previous) = (end + 1, minimumCodeSize + 1, -1);
        (uint bits, int bitCount, int written) = (0, 0, 0);
        byte first = 0;
        foreach (byte value in data)
        {
            bits |= (uint)value << bitCount;
            bitCount += 8;
            while (bitCount >= size)
            {
                int code = (int)(bits & ((1u << size) - 1));
                bits >>= size;
                bitCount -= size;
                if (code == clear)
                {
                    (next, size, previous) = (end + 1, minimumCodeSize + 1, -1);
                    continue;
                }

                if (code == end || code > next || (code == next && previous < 0))
                {
                    return written;
                }

                // A code that is just being defined repeats the one before with its first value again.
                int depth = 0;
                int walk = code;
                if (code == next)
                {
                    stack[depth++] = first;
                    walk = previous;
                }

                for (; walk >= clear; walk = prefix[walk])
                {
                    stack[depth++] = suffix[walk];
                }

                first = suffix[walk];
                stack[depth++] = first;
                while (depth > 0)
                {
                    if (written == output.Length)
                    {
                        return written;
                    }

                    output[written++] = stack[--depth];
                }

                if (previous >= 0 && next < MaxCodes)
                {
                    (prefix[next], suffix[next]) = ((short)previous, first);
                    next++;
                    size += next == 1 << size && size < 12 ? 1 : 0;
                }

                previous = code;
            }
        }

        return written;
    }
}
