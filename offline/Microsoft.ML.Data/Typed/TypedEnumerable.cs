using System.Collections;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The rows of a data view as a user's objects; each enumeration is a cursor.</summary>
internal sealed class TypedEnumerable<TRow> : IEnumerable<TRow>
    where TRow : class, new()
{
    private readonly IDataView _data;
    private readonly TypedRowWriter<TRow> _writer;
    private readonly bool _reuseRowObject;

    public TypedEnumerable(IDataView data, bool reuseRowObject, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        Contracts.CheckValue(data, nameof(data));
        _data = data;
        _writer = new TypedRowWriter<TRow>(data.Schema, ignoreMissingColumns, definition);
        _reuseRowObject = reuseRowObject;
    }

    public IEnumerator<TRow> GetEnumerator()
    {
        using DataViewRowCursor cursor = _data.GetRowCursor(_writer.Columns);
        Action<TRow> fill = _writer.Bind(cursor);
        TRow row = _reuseRowObject ? new TRow() : null;
        while (cursor.MoveNext())
        {
            if (!_reuseRowObject)
                row = new TRow();
            fill(row);
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
