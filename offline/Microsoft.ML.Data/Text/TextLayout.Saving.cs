using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

internal sealed partial class TextLayout
{
    private const string HeaderName = "Header.txt";

    [Flags]
    private enum Flags : uint
    {
        TrimWhitespace = 0x01,
        HasHeader = 0x02,
        AllowQuoting = 0x04,
        AllowSparse = 0x08,
        ReadMultilines = 0x10,
        MissingRealsAsNaNs = 0x20,
    }

    public static TextLayout Load(ModelLoadContext ctx)
    {
        BinaryReader reader = ctx.Reader;
        Contracts.CheckDecode(reader.ReadInt32() == sizeof(float), "Corrupt model file: numbers of another size");
        long maxRows = reader.ReadInt64();
        Contracts.CheckDecode(maxRows > 0, "Corrupt model file: no rows");
        var flags = (Flags)reader.ReadUInt32();
        if (flags.HasFlag(Flags.AllowSparse))
            throw new NotSupportedException("Sparse text is not covered by the offline stack");
        Contracts.CheckDecode((uint)flags < 0x40, "Corrupt model file: unknown flags");
        int inputSize = reader.ReadInt32();
        Contracts.CheckDecode(inputSize >= 0, "Corrupt model file: a negative number of fields");
        int separatorCount = reader.Count(sizeof(char));
        var separators = new char[separatorCount];
        for (int i = 0; i < separatorCount; i++)
            separators[i] = (char)reader.ReadUInt16();
        Contracts.CheckDecode(separatorCount > 0 && separators.All(s => !"\0\r\n\"0123456789".Contains(s)), "Corrupt model file: wrong separators");
        bool hasMarkers = ctx.Header.ModelVerWritten >= 0x0001000D;
        var layout = new TextLayout
        {
            TrimWhitespace = flags.HasFlag(Flags.TrimWhitespace),
            HasHeader = flags.HasFlag(Flags.HasHeader),
            AllowQuoting = flags.HasFlag(Flags.AllowQuoting),
            ReadMultilines = flags.HasFlag(Flags.ReadMultilines),
            MissingRealsAsNaNs = flags.HasFlag(Flags.MissingRealsAsNaNs),
            MaxRows = maxRows,
            InputSize = inputSize,
            Separators = separators,
            EscapeChar = hasMarkers ? reader.ReadChar() : '"',
            DecimalMarker = hasMarkers ? reader.ReadChar() : '.',
        };
        var columns = new TextColumn[reader.Count(TextColumn.SmallestSize)];
        for (int i = 0; i < columns.Length; i++)
            columns[i] = TextColumn.Load(ctx);
        layout.Columns = columns;
        ctx.TryLoadTextStream(HeaderName, text => layout.Header = text.ReadLine());
        return layout;
    }

    public void Save(ModelSaveContext ctx)
    {
        BinaryWriter writer = ctx.Writer;
        writer.Write(sizeof(float));
        writer.Write(MaxRows);
        Flags flags = (TrimWhitespace ? Flags.TrimWhitespace : 0) | (HasHeader ? Flags.HasHeader : 0) | (AllowQuoting ? Flags.AllowQuoting : 0)
            | (ReadMultilines ? Flags.ReadMultilines : 0) | (MissingRealsAsNaNs ? Flags.MissingRealsAsNaNs : 0);
        writer.Write((uint)flags);
        writer.Write(InputSize);
        writer.Write(Separators.Length);
        foreach (char separator in Separators)
            writer.Write((ushort)separator);
        writer.Write(EscapeChar);
        writer.Write(DecimalMarker);
        writer.Write(Columns.Count);
        foreach (TextColumn column in Columns)
            column.Save(ctx);
        if (!string.IsNullOrEmpty(Header))
            ctx.SaveTextStream(HeaderName, text => text.WriteLine(Header));
    }
}
