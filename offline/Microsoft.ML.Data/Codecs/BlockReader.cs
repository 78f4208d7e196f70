using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads from a stream of known length, and believes no count that the rest of the stream cannot hold.</summary>
internal static class BlockReader
{
    public static long Remaining(this BinaryReader reader) => reader.BaseStream.Length - reader.BaseStream.Position;

    public static int Count(this BinaryReader reader, int smallestItem)
    {
        int count = reader.ReadInt32();
        Contracts.CheckDecode(count >= 0 && (long)count * smallestItem <= reader.Remaining(), $"A count of {count} does not fit in the rest of the data");
        return count;
    }

    public static byte[] Bytes(this BinaryReader reader, long count)
    {
        Contracts.CheckDecode(count >= 0 && count <= reader.Remaining(), $"The data is shorter than the {count} bytes that it should have");
        return reader.ReadBytes(checked((int)count));
    }

    public static ulong Leb128(this BinaryReader reader)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = reader.ReadByte();
            Contracts.CheckDecode(shift < 63 || part <= 1, "A number of variable length is too long");
            value |= (ulong)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value;
        }
    }

    public static void Leb128(this BinaryWriter writer, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            writer.Write((byte)(value | 0x80));
        writer.Write((byte)value);
    }
}
