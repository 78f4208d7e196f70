using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes the columns of a row into the members of a user's class.</summary>
internal sealed class TypedRowWriter<TRow>
    where TRow : class
{
    private readonly List<(DataViewSchema.Column Column, Member Member)> _columns = [];

    public TypedRowWriter(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        CheckMembersAgainst(schema, definition);
        definition ??= SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write);
        foreach (SchemaDefinition.Column own in definition)
        {
            Member member = own.Bind(typeof(TRow));
            if (schema.GetColumnOrNull(own.ColumnName) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw Contracts.ExceptSchemaMismatch("Schema", string.Empty, own.ColumnName);
            }
            bool fits = member.IsVector == column.Type is VectorDataViewType && ItemTypes.ItemOf(column.Type).RawType == member.ItemType;
            Contracts.Check(fits, $"The column '{column.Name}' of type {column.Type} cannot be written into the member '{own.MemberName}' of type {member.Type}");
            _columns.Add((column, member));
        }
    }

    public IEnumerable<DataViewSchema.Column> Columns => _columns.Select(c => c.Column);

    public Action<TRow> Bind(DataViewRow row)
    {
        Action<TRow>[] setters = [.. _columns.Select(c => SetterOf(row, c.Column, c.Member))];
        return target =>
        {
            foreach (Action<TRow> setter in setters)
                setter(target);
        };
    }

    // A member of a type that nothing knows is said to differ from its column, which helps more than that it is unknown.
    private static void CheckMembersAgainst(DataViewSchema schema, SchemaDefinition definition)
    {
        if (definition is not null)
            return;
        foreach (Member member in Member.Of(typeof(TRow), SchemaDefinition.Direction.Write).Where(m => m.IsColumn))
        {
            if (ItemTypes.OfRaw(member.ItemType) is not null)
                continue;
            Attribute[] attributes = [.. member.Info.GetCustomAttributes()];
            attributes.OfType<DataViewTypeAttribute>().FirstOrDefault()?.Register();
            string name = member.Info.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Info.Name;
            if (DataViewTypeManager.Find(member.ItemType, attributes) is null && schema.GetColumnOrNull(name) is { } column && column.Type.RawType != member.ItemType)
                throw Contracts.ExceptParam("actualType", $"The member '{name}' is of type {member.ItemType}, where its column has {column.Type.RawType}");
        }
    }

    private static Action<TRow> SetterOf(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        if (member.Type == typeof(string))
            return StringSetter(row, column, member);
        if (member.Type == typeof(string[]))
            return StringsSetter(row, column, member);
        if (member.Type.IsArray)
            return Getters.Generic<Action<TRow>>(ArraySetter<int>, member.ItemType, row, column, member);
        if (member.IsVector)
            return Getters.Generic<Action<TRow>>(VectorSetter<int>, member.ItemType, row, column, member);
        return Getters.Generic<Action<TRow>>(DirectSetter<int>, member.ItemType, row, column, member);
    }

    private static Action<TRow> StringSetter(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        Action<TRow, string> write = member.Writer<TRow, string>();
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> StringsSetter(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        Action<TRow, string[]> write = member.Writer<TRow, string[]>();
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            getter(ref value);
            write(target, [.. value.DenseValues().Select(t => t.ToString())]);
        };
    }

    private static Action<TRow> ArraySetter<T>(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        Func<TRow, T[]> read = member.Reader<TRow, T[]>();
        Action<TRow, T[]> write = member.Writer<TRow, T[]>();
        VBuffer<T> value = default;
        return target =>
        {
            getter(ref value);
            T[] array = read(target);
            if ((array?.Length ?? 0) != value.Length)
                array = new T[value.Length];
            value.CopyTo(array);
            write(target, array);
        };
    }

    private static Action<TRow> VectorSetter<T>(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        Func<TRow, VBuffer<T>> read = member.Reader<TRow, VBuffer<T>>();
        Action<TRow, VBuffer<T>> write = member.Writer<TRow, VBuffer<T>>();
        return target =>
        {
            VBuffer<T> value = read(target);
            getter(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> DirectSetter<T>(DataViewRow row, DataViewSchema.Column column, Member member)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        Action<TRow, T> write = member.Writer<TRow, T>();
        T value = default;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }
}
