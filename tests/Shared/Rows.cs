using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>Reads columns into memory, as texts to compare or as they are.</summary>
internal static class Rows
{
    /// <summary>All values of the columns, a line a row; numbers to the last bit.</summary>
    public static List<string> Read(IDataView data, params string[] columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Select(name => data.Schema[name]));
        return Read(cursor, columns);
    }

    public static List<string> Read(DataViewRowCursor cursor, params string[] columns)
    {
        Func<string>[] readers = [.. columns.Select(name => Reader(cursor, cursor.Schema[name]))];
        var rows = new List<string>();
        while (cursor.MoveNext())
            rows.Add(string.Join(" | ", readers.Select(read => read())));
        return rows;
    }

    public static List<T[]> Vectors<T>(IDataView data, string column) =>
        [.. data.GetColumn<VBuffer<T>>(data.Schema[column]).Select(value => value.DenseValues().ToArray())];

    private static Func<string> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        Type raw = column.Type.RawType;
        if (raw == typeof(VBuffer<uint>))
            return Reader<VBuffer<uint>>(row, column, value => string.Join(",", value.DenseValues()));
        if (raw == typeof(VBuffer<float>))
            return Reader<VBuffer<float>>(row, column, value => string.Join(",", value.DenseValues().Select(BitConverter.SingleToInt32Bits)));
        if (raw == typeof(VBuffer<byte>))
            return Reader<VBuffer<byte>>(row, column, value => Convert.ToHexString(value.DenseValues().ToArray()));
        if (raw == typeof(float))
            return Reader<float>(row, column, value => BitConverter.SingleToInt32Bits(value).ToString());
        if (raw == typeof(int))
            return Reader<int>(row, column, value => value.ToString());
        if (raw == typeof(ReadOnlyMemory<char>))
            return Reader<ReadOnlyMemory<char>>(row, column, value => value.ToString());
        if (raw == typeof(MLImage))
            return Reader<MLImage>(row, column, value => value is null ? "none" : $"{value.Width}x{value.Height} {Convert.ToHexString(value.Pixels)}");
        throw new NotSupportedException($"{column.Name}: {raw}");
    }

    private static Func<string> Reader<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return text(value);
        };
    }
}
