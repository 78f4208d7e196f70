using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor over cached rows; its getters exist from the first row on, when the cache is filled.</summary>
internal sealed class CacheCursor : DataViewRowCursor
{
    private readonly CacheDataView _view;
    private readonly CacheDataView.SharedRows _rows;
    private readonly bool[] _active;
    private long _position = -1;
    private int _block = -1;
    private int _place;
    private int _end;
    private int _row = -1;

    public CacheCursor(CacheDataView view, bool[] active, CacheDataView.SharedRows rows)
    {
        _view = view;
        _active = active;
        _rows = rows;
    }

    public override long Position => _position;

    public override long Batch => Math.Max(_block, 0);

    public override DataViewSchema Schema => _view.Schema;

    public override bool MoveNext()
    {
        if (_place + 1 < _end)
            _place++;
        else if (_rows.TryTake(out _block, out int start, out _end))
            _place = start;
        else
        {
            _end = _place = 0;
            _row = -1;
            _position = -1;
            return false;
        }
        _row = _rows.RowAt(_place);
        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _active.Length, nameof(column), $"There is no column of index {column.Index}");
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ColumnSet.CheckActive(_active, column);
        if (typeof(TValue) != column.Type.RawType)
            throw new InvalidOperationException($"The column '{column.Name}' has values of {column.Type.RawType}, so it has no getter of {typeof(TValue)}");
        ValueGetter<TValue> getter = null;
        return (ref TValue value) =>
        {
            getter ??= (ValueGetter<TValue>)_view.Getter(column.Index, Row);
            getter(ref value);
        };
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Row(), 0);

    private int Row()
    {
        Contracts.Check(_row >= 0, "Values can be fetched only between a MoveNext that returned true and the end of the cursor");
        return _row;
    }
}
