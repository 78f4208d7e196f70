using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column of a text, and the segments of fields that it is made of: from one field up to, but not with, another.</summary>
internal sealed class TextColumn
{
    public const int SmallestSize = 4 + 1 + 1 + 4;

    private TextColumn(string name, DataKind kind, ulong? keyCount, (int Min, int Limit, bool ForceVector)[] segments)
    {
        Name = name;
        Kind = kind;
        Segments = segments;
        PrimitiveDataViewType item = ItemTypes.OfKind(kind);
        if (keyCount is ulong count)
            item = new KeyDataViewType(item.RawType, count);
        long size = segments.Sum(s => (long)s.Limit - s.Min);
        Contracts.CheckParam(size is > 0 and < int.MaxValue, "columns", $"The column '{name}' has {size} fields");
        Type = segments.Length == 1 && size == 1 && !segments[0].ForceVector ? item : new VectorDataViewType(item, (int)size);
    }

    public string Name { get; }

    public DataKind Kind { get; }

    public DataViewType Type { get; }

    public (int Min, int Limit, bool ForceVector)[] Segments { get; }

    public IEnumerable<int> Fields => Segments.SelectMany(s => Enumerable.Range(s.Min, s.Limit - s.Min));

    public static TextColumn Of(TextLoader.Column column, int? fieldsInLine)
    {
        Contracts.CheckNonWhiteSpace(column.Name, nameof(column.Name));
        Contracts.CheckParam(column.Source is { Length: > 0 }, nameof(column.Source), $"The column '{column.Name}' has no source");
        DataKind kind = column.KeyCount is not null && column.DataKind == DataKind.Single ? DataKind.UInt32 : column.DataKind;
        ulong? keyCount = column.KeyCount is null ? null : column.KeyCount.Count ?? LargestKeyCount(ItemTypes.OfKind(kind).RawType);
        return new TextColumn(column.Name, kind, keyCount, [.. column.Source.Select(r => SegmentOf(r, column.Name, fieldsInLine))]);
    }

    public static TextColumn Load(ModelLoadContext ctx)
    {
        string name = ctx.LoadNonEmptyString();
        var kind = (DataKind)ctx.Reader.ReadByte();
        Contracts.CheckDecode(Enum.IsDefined(kind), $"Corrupt model file: the column '{name}' is of an unknown kind");
        byte isKey = ctx.Reader.ReadByte();
        Contracts.CheckDecode(isKey <= 1, "Corrupt model file: a flag is neither 0 nor 1");
        ulong? keyCount = isKey == 1 ? ctx.Reader.ReadUInt64() : null;
        var segments = new (int, int, bool)[ctx.Reader.Count(9)];
        for (int i = 0; i < segments.Length; i++)
        {
            int min = ctx.Reader.ReadInt32(), limit = ctx.Reader.ReadInt32();
            Contracts.CheckDecode(min >= 0 && limit > min, $"Corrupt model file: the column '{name}' has a segment without fields");
            segments[i] = (min, limit, ctx.Reader.ReadByte() == 1);
        }
        try
        {
            return new TextColumn(name, kind, keyCount, segments);
        }
        catch (ArgumentException ex)
        {
            throw Contracts.ExceptDecode($"Corrupt model file: the column '{name}' is not possible", ex);
        }
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.SaveNonEmptyString(Name);
        ctx.Writer.Write((byte)Kind);
        var key = ItemTypes.ItemOf(Type) as KeyDataViewType;
        ctx.Writer.Write(key is not null);
        if (key is not null)
            ctx.Writer.Write(key.Count);
        ctx.Writer.Write(Segments.Length);
        foreach ((int min, int limit, bool forceVector) in Segments)
        {
            ctx.Writer.Write(min);
            ctx.Writer.Write(limit);
            ctx.Writer.Write(forceVector);
        }
    }

    public DataViewSchema.Annotations SlotNames(string[] header)
    {
        if (header is null || Type is not VectorDataViewType vector)
            return null;
        var names = new ReadOnlyMemory<char>[vector.Size];
        int slot = 0;
        foreach (int field in Fields)
            names[slot++] = (field < header.Length ? header[field].Trim() : string.Empty).AsMemory();
        if (names.All(n => n.IsEmpty))
            return null;
        var builder = new DataViewSchema.Annotations.Builder();
        var value = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        builder.Add(AnnotationKinds.SlotNames, new VectorDataViewType(TextDataViewType.Instance, names.Length), (ref VBuffer<ReadOnlyMemory<char>> destination) => value.CopyTo(ref destination));
        return builder.ToAnnotations();
    }

    private static (int, int, bool) SegmentOf(TextLoader.Range range, string name, int? fieldsInLine)
    {
        if (range.AllOther || range.VariableEnd)
            throw new NotSupportedException("Ranges of all other fields, or of variable size, are not covered by the offline stack");
        int limit = range.Max + 1 ?? fieldsInLine
            ?? throw Contracts.ExceptParam("columns", $"The column '{name}' goes to the end of the line, which only a sample of the data can tell");
        return (range.Min, limit, range.ForceVector);
    }

    private static ulong LargestKeyCount(Type type) =>
        type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
