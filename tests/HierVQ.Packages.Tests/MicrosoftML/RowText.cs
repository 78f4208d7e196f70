using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>Rows, and schemas, as the sample files describe them.</summary>
internal static class RowText
{
    public static void AssertSchema(JsonElement expected, DataViewSchema actual)
    {
        string[] wanted = [.. expected.EnumerateArray().Select(c =>
            $"{c.GetProperty("name").GetString()}: {c.GetProperty("type").GetString()} {c.GetProperty("hidden").GetBoolean()} [{string.Join(", ", c.GetProperty("annotations").EnumerateArray().Select(a => a.GetString()))}]")];
        string[] found = [.. actual.Select(c => $"{c.Name}: {c.Type} {c.IsHidden} [{string.Join(", ", c.Annotations.Schema.Select(a => $"{a.Name}:{a.Type}"))}]")];
        CollectionAssert.AreEqual(wanted, found);
    }

    public static void AssertRows(JsonElement expected, IDataView actual)
    {
        using DataViewRowCursor cursor = actual.GetRowCursor(actual.Schema);
        (string Name, Func<object> Read)[] columns = [.. actual.Schema.Where(c => !c.IsHidden).Select(c => (c.Name, Reader(cursor, c)))];
        foreach (JsonElement row in expected.EnumerateArray())
        {
            Assert.IsTrue(cursor.MoveNext(), "There are fewer rows than expected");
            Assert.AreEqual(row.EnumerateObject().Count(), columns.Length);
            foreach ((string name, Func<object> read) in columns)
                AssertValue(row.GetProperty(name), read(), name);
        }
        Assert.IsFalse(cursor.MoveNext(), "There are more rows than expected");
    }

    private static void AssertValue(JsonElement expected, object actual, string name)
    {
        if (expected.ValueKind == JsonValueKind.Array)
        {
            object[] items = (object[])actual;
            Assert.AreEqual(expected.GetArrayLength(), items.Length, name);
            for (int i = 0; i < items.Length; i++)
                AssertValue(expected[i], items[i], name);
            return;
        }
        object wanted = actual switch
        {
            float => expected.ValueKind == JsonValueKind.String ? float.NaN : expected.GetSingle(),
            int => expected.GetInt32(),
            uint => expected.GetUInt32(),
            bool => expected.GetBoolean(),
            _ => expected.GetString()!,
        };
        Assert.AreEqual(wanted, actual, name);
    }

    private static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(float) => Vector<float>(row, column),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(uint) => Vector<uint>(row, column),
        TextDataViewType => Text(row, column),
        BooleanDataViewType => Scalar<bool>(row, column),
        KeyDataViewType => Scalar<uint>(row, column),
        _ when column.Type.RawType == typeof(float) => Scalar<float>(row, column),
        _ when column.Type.RawType == typeof(int) => Scalar<int>(row, column),
        _ => throw new NotSupportedException($"The test does not know {column.Type}"),
    };

    private static Func<object> Text(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> value = default;
        return () =>
        {
            getter(ref value);
            return value.ToString();
        };
    }

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct
    {
        ValueGetter<VBuffer<T>> getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return () =>
        {
            getter(ref value);
            return value.DenseValues().Cast<object>().ToArray();
        };
    }
}
