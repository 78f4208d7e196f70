using System.Globalization;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Trainers;

/// <summary>A column of labels: texts, or keys whose values are annotated.</summary>
internal sealed class LabelColumn
{
    private readonly DataViewSchema.Column _column;
    private readonly string[]? _keyValues;

    private LabelColumn(DataViewSchema.Column column, string[]? keyValues) => (_column, _keyValues) = (column, keyValues);

    /// <summary>Reads the label of the row that a source stands on; empty where there is none.</summary>
    public delegate ReadOnlyMemory<char> Reader();

    public DataViewSchema.Column Column => _column;

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no labels.</exception>
    public static LabelColumn Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = SchemaCheck.Find(schema, name, ColumnRule.Label);
        if (column.Type is not KeyDataViewType)
            return new LabelColumn(column, null);
        if (!column.HasKeyValues())
            throw SchemaCheck.Mismatch(name, ColumnRule.Label.Expected, $"{column.Type} without KeyValues");
        return new LabelColumn(column, Names(column));
    }

    /// <summary>Labels of the rows of a source.</summary>
    public Reader Read(DataViewRow row)
    {
        if (_keyValues is null)
        {
            ValueGetter<ReadOnlyMemory<char>> text = row.GetGetter<ReadOnlyMemory<char>>(_column);
            ReadOnlyMemory<char> value = default;
            return () =>
            {
                text(ref value);
                return value;
            };
        }
        Func<ulong> key = KeyReader(row);
        return () => key() is > 0 and ulong number && number <= (ulong)_keyValues.Length ? _keyValues[number - 1].AsMemory() : default;
    }

    private Func<ulong> KeyReader(DataViewRow row)
    {
        Type raw = _column.Type.RawType;
        if (raw == typeof(byte))
            return Reading<byte>(row, value => value);
        if (raw == typeof(ushort))
            return Reading<ushort>(row, value => value);
        if (raw == typeof(ulong))
            return Reading<ulong>(row, value => value);
        return Reading<uint>(row, value => value);
    }

    private Func<ulong> Reading<T>(DataViewRow row, Func<T, ulong> widen) where T : unmanaged
    {
        ValueGetter<T> getter = row.GetGetter<T>(_column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return widen(value);
        };
    }

    /// <summary>The key values of a column of keys, as texts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are of a type that is no text.</exception>
    public static string[] Names(DataViewSchema.Column column)
    {
        Type item = ((VectorDataViewType)column.Annotations.Schema["KeyValues"].Type).ItemType.RawType;
        if (item == typeof(ReadOnlyMemory<char>))
            return Values<ReadOnlyMemory<char>>(column, value => value.ToString());
        if (item == typeof(int))
            return Values<int>(column, value => value.ToString(CultureInfo.InvariantCulture));
        if (item == typeof(long))
            return Values<long>(column, value => value.ToString(CultureInfo.InvariantCulture));
        if (item == typeof(uint))
            return Values<uint>(column, value => value.ToString(CultureInfo.InvariantCulture));
        if (item == typeof(float))
            return Values<float>(column, value => value.ToString(CultureInfo.InvariantCulture));
        if (item == typeof(bool))
            return Values<bool>(column, value => value ? "true" : "false");
        throw SchemaCheck.Mismatch(column.Name, ColumnRule.Label.Expected, $"{column.Type} with KeyValues of {item.Name}");
    }

    private static string[] Values<T>(DataViewSchema.Column column, Func<T, string> text)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(text)];
    }
}
