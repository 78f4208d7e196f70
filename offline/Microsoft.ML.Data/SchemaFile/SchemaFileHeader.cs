using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The first 256 bytes of a binary data view.</summary>
internal readonly record struct SchemaFileHeader(long TableOffset, long TailOffset, long Rows, int Columns)
{
    public const int Size = 256;
    public const ulong TailSignature = 0x434D4C0044564200;

    private const ulong Signature = 0x00425644004C4D43;
    private const ulong Version = 0x0001000100010006;
    private const ulong OldestVersion = 0x0001000100010002;

    public static SchemaFileHeader Read(BinaryReader reader)
    {
        Contracts.CheckDecode(reader.Remaining() >= Size + sizeof(ulong), "The binary data view is too short for its header");
        Contracts.CheckDecode(reader.ReadUInt64() == Signature, "This is no binary data view");
        ulong version = reader.ReadUInt64(), compatible = reader.ReadUInt64();
        Contracts.CheckDecode(compatible <= Version, "The binary data view is of a newer version");
        Contracts.CheckDecode(version >= OldestVersion, "The binary data view is of a version that is too old");
        var header = new SchemaFileHeader(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
        long length = reader.BaseStream.Length;
        Contracts.CheckDecode(header.TailOffset >= Size && header.TailOffset <= length - sizeof(ulong), "The binary data view is shorter than its header says");
        Contracts.CheckDecode(header.TableOffset >= Size && header.TableOffset <= header.TailOffset, "The binary data view's table of contents is out of range");
        Contracts.CheckDecode(header.Rows >= 0 && header.Columns >= 0, "The binary data view has a negative number of rows or columns");
        reader.BaseStream.Position = header.TailOffset;
        Contracts.CheckDecode(reader.ReadUInt64() == TailSignature, "The binary data view's tail is wrong");
        return header;
    }

    public void Write(BinaryWriter writer)
    {
        long start = writer.BaseStream.Position;
        writer.Write(Signature);
        writer.Write(Version);
        writer.Write(Version);
        writer.Write(TableOffset);
        writer.Write(TailOffset);
        writer.Write(Rows);
        writer.Write(Columns);
        writer.Write(new byte[Size - (int)(writer.BaseStream.Position - start)]);
    }
}
