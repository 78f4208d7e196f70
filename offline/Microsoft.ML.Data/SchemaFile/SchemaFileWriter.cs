using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes a schema as a binary data view without rows. Columns and annotations of types without codec are left out.</summary>
internal static class SchemaFileWriter
{
    private const byte Deflated = 1;

    public static void Write(Stream stream, DataViewSchema schema)
    {
        (DataViewSchema.Column Column, ValueCodec Codec)[] columns = [.. schema.Select(c => (c, ValueCodecs.Find(c.Type))).Where(c => c.Item2 is not null)];
        Contracts.Check(columns.Length > 0, "No valid columns to save");
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        default(SchemaFileHeader).Write(writer);
        long[] annotations = [.. columns.Select(c => WriteAnnotations(writer, c.Column.Annotations))];

        long table = stream.Position;
        for (int i = 0; i < columns.Length; i++)
        {
            writer.Write(columns[i].Column.Name);
            columns[i].Codec.WriteDefinition(writer);
            writer.Write(Deflated);
            // Rows a block, and where the table of the blocks would be, were there rows.
            writer.Leb128(1);
            writer.Write((long)SchemaFileHeader.Size);
            writer.Write(annotations[i]);
        }
        long tail = stream.Position;
        writer.Write(SchemaFileHeader.TailSignature);
        stream.Position = 0;
        new SchemaFileHeader(table, tail, 0, columns.Length).Write(writer);
        stream.Position = stream.Length;
    }

    private static long WriteAnnotations(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var written = new List<(string Kind, ValueCodec Codec, byte Compression, long Offset, long Size)>();
        foreach (DataViewSchema.Column annotation in annotations.Schema.Where(a => !a.IsHidden))
        {
            if (ValueCodecs.Find(annotation.Type) is not { } codec)
                continue;
            using var plain = new MemoryStream();
            using (var inner = new BinaryWriter(plain, System.Text.Encoding.UTF8, leaveOpen: true))
                codec.WriteAnnotation(inner, annotations, annotation.Name);
            using var packed = new MemoryStream();
            using (var deflate = new DeflateStream(packed, CompressionMode.Compress, leaveOpen: true))
                plain.WriteTo(deflate);
            bool deflated = packed.Length < plain.Length;
            MemoryStream smaller = deflated ? packed : plain;
            written.Add((annotation.Name, codec, deflated ? Deflated : (byte)0, writer.BaseStream.Position, smaller.Length));
            smaller.WriteTo(writer.BaseStream);
        }
        if (written.Count == 0)
            return 0;
        long table = writer.BaseStream.Position;
        writer.Leb128((ulong)written.Count);
        foreach (var (kind, codec, compression, offset, size) in written)
        {
            writer.Write(kind);
            codec.WriteDefinition(writer);
            writer.Write(compression);
            writer.Write(offset);
            writer.Leb128((ulong)size);
        }
        return table;
    }
}
