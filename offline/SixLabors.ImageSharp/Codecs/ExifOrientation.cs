using System.Buffers.Binary;

namespace SixLabors.ImageSharp.Codecs;

/// <summary>Reads the orientation (tag 0x0112) from the first directory of EXIF data.</summary>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;

    /// <summary>1 to 8; 1, upright, where the data has none or makes no sense.</summary>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        if (exif.StartsWith("Exif\0\0"u8))
        {
            exif = exif[6..];
        }

        bool littleEndian = exif.StartsWith("II"u8);
        if (exif.Length < 8 || !(littleEndian || exif.StartsWith("MM"u8)))
        {
            return 1;
        }

        uint directory = littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(exif[4..]) : BinaryPrimitives.ReadUInt32BigEndian(exif[4..]);
        if (directory > (uint)exif.Length - 2)
        {
            return 1;
        }

        ReadOnlySpan<byte> entries = exif[(int)directory..];
        int count = Word(entries);
        entries = entries[2..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (Word(entries) == OrientationTag && Word(entries[2..]) == ShortType)
            {
                int value = Word(entries[8..]);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;

        ushort Word(ReadOnlySpan<byte> data)
            => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(data) : BinaryPrimitives.ReadUInt16BigEndian(data);
    }
}
