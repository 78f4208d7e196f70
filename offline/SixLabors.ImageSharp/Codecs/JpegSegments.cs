using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>The marker segments of a JPEG file before its first scan.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> data)
{
    private const byte StartOfScan = 0xDA, EndOfImage = 0xD9;

    private readonly ReadOnlySpan<byte> data = data;
    private int position = 2;

    public JpegSegment Current { get; private set; }

    public readonly JpegSegments GetEnumerator() => this;

    public bool MoveNext()
    {
        while (position + 4 <= data.Length)
        {
            if (data[position] != 0xFF || data[position + 1] == 0xFF)
            {
                position++;
                continue;
            }

            byte marker = data[position + 1];
            if (marker is 0 or (>= 0xD0 and <= 0xD8))
            {
                position += 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(data[(position + 2)..]) - 2;
            if (marker is StartOfScan or EndOfImage || length < 0 || position + 4 + length > data.Length)
            {
                return false;
            }

            Current = new JpegSegment(marker, position + 4, length);
            position += 4 + length;
            return true;
        }

        return false;
    }
}
