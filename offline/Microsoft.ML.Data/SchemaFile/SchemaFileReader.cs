using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the schema of a binary data view. Columns and annotations of codecs that are unknown are passed over, with a warning.</summary>
internal sealed class SchemaFileReader
{
    // Deflate packs at most 1,032 to 1.
    private const long LargestRatio = 1040;

    private readonly IChannel _channel;
    private readonly BinaryReader _reader;
    private long _unpackedLeft;

    private SchemaFileReader(IChannel channel, BinaryReader reader)
    {
        _channel = channel;
        _reader = reader;
        _unpackedLeft = reader.BaseStream.Length * LargestRatio;
    }

    public static DataViewSchema Read(IChannelProvider env, Stream stream)
    {
        try
        {
            using IChannel channel = env.Start("Loading schema");
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            return new SchemaFileReader(channel, reader).ReadSchema();
        }
        catch (Exception ex) when (ex is EndOfStreamException or InvalidDataException or OverflowException)
        {
            throw Contracts.ExceptDecode("The schema of the model is damaged", ex);
        }
    }

    private DataViewSchema ReadSchema()
    {
        SchemaFileHeader header = SchemaFileHeader.Read(_reader);
        var builder = new DataViewSchema.Builder();
        _reader.BaseStream.Position = header.TableOffset;
        for (int i = 0; i < header.Columns; i++)
        {
            string name = _reader.ReadString();
            ValueCodec codec = ValueCodecs.Read(_reader);
            byte compression = _reader.ReadByte();
            ulong rowsPerBlock = _reader.Leb128();
            long lookup = _reader.ReadInt64(), annotations = _reader.ReadInt64();
            Contracts.CheckDecode(compression <= 1, $"The column '{name}' has an unknown compression");
            Contracts.CheckDecode(rowsPerBlock <= int.MaxValue && lookup >= 0, $"The blocks of the column '{name}' are out of range");
            if (codec is null)
            {
                _channel.Warning(MessageSensitivity.Schema, "The column '{0}' is of a type that is not known here, and is left out", name);
                continue;
            }
            Contracts.CheckDecode(name.Length > 0, "A column has no name");
            builder.AddColumn(name, codec.Type, annotations == 0 ? null : ReadAnnotations(annotations));
        }
        Contracts.CheckDecode(_reader.BaseStream.Position == header.TailOffset, "The table of contents does not end where the header says");
        return builder.ToSchema();
    }

    private DataViewSchema.Annotations ReadAnnotations(long table)
    {
        long position = _reader.BaseStream.Position;
        CheckOffset(table, 0);
        _reader.BaseStream.Position = table;
        ulong count = _reader.Leb128();
        Contracts.CheckDecode(count > 0 && count <= (ulong)_reader.Remaining(), "A column's annotations are out of range");
        var builder = new DataViewSchema.Annotations.Builder();
        for (ulong i = 0; i < count; i++)
        {
            string kind = _reader.ReadString();
            ValueCodec codec = ValueCodecs.Read(_reader);
            byte compression = _reader.ReadByte();
            long offset = _reader.ReadInt64();
            ulong size = _reader.Leb128();
            Contracts.CheckDecode(kind.Length > 0 && size is > 0 and <= int.MaxValue && compression <= 1, "An annotation has no name, no value, or an unknown compression");
            if (codec is null)
            {
                _channel.Warning(MessageSensitivity.Schema, "The annotation '{0}' is of a type that is not known here, and is left out", kind);
                continue;
            }
            using MemoryStream block = ReadBlock(offset, (int)size, compression);
            using var values = new BinaryReader(block);
            codec.ReadAnnotation(values, builder, kind);
        }
        _reader.BaseStream.Position = position;
        return builder.ToAnnotations();
    }

    private MemoryStream ReadBlock(long offset, int size, byte compression)
    {
        long position = _reader.BaseStream.Position;
        CheckOffset(offset, size);
        _reader.BaseStream.Position = offset;
        byte[] stored = _reader.Bytes(size);
        _reader.BaseStream.Position = position;
        if (compression == 0)
            return new MemoryStream(stored);
        var plain = new MemoryStream();
        using var deflate = new DeflateStream(new MemoryStream(stored), CompressionMode.Decompress);
        var buffer = new byte[1 << 14];
        for (int read; (read = deflate.Read(buffer)) > 0;)
        {
            // Many annotations may point to one block; all together they unpack to no more than a file of this size could hold.
            _unpackedLeft -= read;
            Contracts.CheckDecode(_unpackedLeft >= 0, "The annotations unpack to more than their data can hold");
            plain.Write(buffer, 0, read);
        }
        plain.Position = 0;
        return plain;
    }

    private void CheckOffset(long offset, long size) =>
        Contracts.CheckDecode(offset >= SchemaFileHeader.Size && offset <= _reader.BaseStream.Length - size, "An annotation is out of range");
}
