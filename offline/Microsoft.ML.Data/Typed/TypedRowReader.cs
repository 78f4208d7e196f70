using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads the members of a user's class as the columns of a row.</summary>
internal sealed class TypedRowReader<TRow>
    where TRow : class
{
    private readonly (SchemaDefinition.Column Column, Member Member, Delegate Reader)[] _columns;

    public TypedRowReader(SchemaDefinition definition)
    {
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        _columns = [.. definition.Select(c => (c, Member: c.Bind(typeof(TRow)))).Select(c => (c.c, c.Member, ReaderOf(c.Member)))];
        var builder = new DataViewSchema.Builder();
        foreach (var (column, _, _) in _columns)
            builder.AddColumn(column.ColumnName, column.ColumnType, column.Annotations);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>A getter of the column of whatever row object <paramref name="current"/> gives.</summary>
    public Delegate MakeGetter(int column, Func<TRow> current)
    {
        var (_, member, reader) = _columns[column];
        if (member.Type == typeof(string))
            return StringGetter((Func<TRow, string>)reader, current);
        if (member.Type == typeof(string[]))
            return StringsGetter((Func<TRow, string[]>)reader, current);
        if (member.Type.IsArray)
            return Getters.Generic<Delegate>(ArrayGetter<int>, member.ItemType, reader, current);
        if (member.IsVector)
            return Getters.Generic<Delegate>(VectorGetter<int>, member.ItemType, reader, current);
        if (Schema[column].Type is KeyDataViewType key)
            return Getters.Generic<Delegate>(KeyGetter<int>, member.ItemType, reader, current, key.Count);
        return Getters.Generic<Delegate>(DirectGetter<int>, member.ItemType, reader, current);
    }

    private static Delegate ReaderOf(Member member) => Getters.Generic<Delegate>(TypedReader<int>, member.Type, member);

    private static Delegate TypedReader<T>(Member member) => member.Reader<TRow, T>();

    private static Delegate StringGetter(Func<TRow, string> reader, Func<TRow> current)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = (ref ReadOnlyMemory<char> value) => value = reader(current()).AsMemory();
        return getter;
    }

    private static Delegate StringsGetter(Func<TRow, string[]> reader, Func<TRow> current)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            string[] source = reader(current()) ?? [];
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, source.Length);
            for (int i = 0; i < source.Length; i++)
                editor.Values[i] = source[i].AsMemory();
            value = editor.Commit();
        };
        return getter;
    }

    private static Delegate ArrayGetter<T>(Func<TRow, T[]> reader, Func<TRow> current)
    {
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> value) =>
        {
            T[] source = reader(current());
            VBuffer<T>.Copy(source, 0, ref value, source?.Length ?? 0);
        };
        return getter;
    }

    private static Delegate VectorGetter<T>(Func<TRow, VBuffer<T>> reader, Func<TRow> current)
    {
        ValueGetter<VBuffer<T>> getter = (ref VBuffer<T> value) => reader(current()).CopyTo(ref value);
        return getter;
    }

    private static Delegate DirectGetter<T>(Func<TRow, T> reader, Func<TRow> current)
    {
        ValueGetter<T> getter = (ref T value) => value = reader(current());
        return getter;
    }

    // A user's key counts from 0, and what lies beyond the key's count is missing; the column's counts from 1.
    private static Delegate KeyGetter<T>(Func<TRow, T> reader, Func<TRow> current, ulong count)
        where T : struct
    {
        ValueGetter<T> getter = (ref T value) =>
        {
            ulong key = Convert.ToUInt64(reader(current()));
            value = (T)Convert.ChangeType(key < count ? key + 1 : 0, typeof(T));
        };
        return getter;
    }
}
