using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the schema of a binary data view. Columns and annotations of codecs that are unknown are passed over, with a warning.</summary>
internal static class SchemaFileReader
{
    // Deflate packs at most 1,032 to 1.
    private const long LargestRatio = 1040;

    public static DataViewSchema Read(IChannelProvider env, Stream stream)
    {
        try
        {
            using IChannel channel = env.Start("Loading schema");
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return Read(channel, reader);
        }
        catch (Exception ex) when (ex is EndOfStreamException or InvalidDataException or OverflowException)
        {
            throw Contracts.ExceptDecode("The schema of the model is damaged", ex);
        }
    }

    private static DataViewSchema Read(IChannel channel, BinaryReader reader)
    {
        SchemaFileHeader header = SchemaFileHeader.Read(reader);
        var builder = new DataViewSchema.Builder();
        reader.BaseStream.Position = header.TableOffset;
        for (int i = 0; i < header.Columns; i++)
        {
            string name = reader.ReadString();
            ValueCodec codec = ValueCodecs.Read(reader);
            byte compression = reader.ReadByte();
            ulong rowsPerBlock = reader.Leb128();
            long lookup = reader.ReadInt64(), annotations = reader.ReadInt64();
            Contracts.CheckDecode(compression <= 1, $"The column '{name}' has an unknown compression");
            Contracts.CheckDecode(rowsPerBlock <= int.MaxValue && lookup >= 0, $"The blocks of the column '{name}' are out of range");
            if (codec is null)
            {
                channel.Warning(MessageSensitivity.Schema, "The column '{0}' is of a type that is not known here, and is left out", name);
                continue;
            }
            Contracts.CheckDecode(name.Length > 0, "A column has no name");
            builder.AddColumn(name, codec.Type, ReadAnnotations(channel, reader, annotations));
        }
        Contracts.CheckDecode(reader.BaseStream.Position == header.TailOffset, "The table of contents does not end where the header says");
        return builder.ToSchema();
    }

    private static DataViewSchema.Annotations ReadAnnotations(IChannel channel, BinaryReader reader, long table)
    {
        if (table == 0)
            return null;
        long position = reader.BaseStream.Position;
        CheckOffset(reader, table, 0);
        reader.BaseStream.Position = table;
        ulong count = reader.Leb128();
        Contracts.CheckDecode(count > 0 && count <= (ulong)reader.Remaining(), "A column's annotations are out of range");
        var builder = new DataViewSchema.Annotations.Builder();
        for (ulong i = 0; i < count; i++)
        {
            string kind = reader.ReadString();
            ValueCodec codec = ValueCodecs.Read(reader);
            byte compression = reader.ReadByte();
            long offset = reader.ReadInt64();
            ulong size = reader.Leb128();
            Contracts.CheckDecode(kind.Length > 0 && size > 0, "An annotation has no name or no value");
            if (codec is null)
            {
                channel.Warning(MessageSensitivity.Schema, "The annotation '{0}' is of a type that is not known here, and is left out", kind);
                continue;
            }
            using MemoryStream block = ReadBlock(reader, offset, size, compression);
            using var values = new BinaryReader(block);
            codec.ReadAnnotation(values, builder, kind);
        }
        reader.BaseStream.Position = position;
        return builder.ToAnnotations();
    }

    private static MemoryStream ReadBlock(BinaryReader reader, long offset, ulong size, byte compression)
    {
        long position = reader.BaseStream.Position;
        Contracts.CheckDecode(size <= int.MaxValue, "An annotation is too large");
        CheckOffset(reader, offset, (long)size);
        reader.BaseStream.Position = offset;
        byte[] stored = reader.Bytes((long)size);
        reader.BaseStream.Position = position;
        Contracts.CheckDecode(compression <= 1, "An annotation has an unknown compression");
        if (compression == 0)
            return new MemoryStream(stored);
        var plain = new MemoryStream();
        using var deflate = new DeflateStream(new MemoryStream(stored), CompressionMode.Decompress);
        var buffer = new byte[1 << 14];
        for (int read; (read = deflate.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, read);
            Contracts.CheckDecode(plain.Length <= stored.Length * LargestRatio, "An annotation unpacks to more than its data can hold");
        }
        plain.Position = 0;
        return plain;
    }

    private static void CheckOffset(BinaryReader reader, long offset, long size) =>
        Contracts.CheckDecode(offset >= SchemaFileHeader.Size && offset <= reader.BaseStream.Length - size, "An annotation is out of range");
}
