using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A user's objects as rows: a list can be shuffled, other sequences are read from the beginning to the end.</summary>
internal sealed class TypedDataView<TRow> : IDataView
    where TRow : class
{
    private readonly TypedRowReader<TRow> _reader;
    private readonly IEnumerable<TRow> _data;
    private readonly IList<TRow> _list;

    public TypedDataView(IEnumerable<TRow> data, TypedRowReader<TRow> reader, bool randomAccess = true)
    {
        Contracts.CheckValue(data, nameof(data));
        _data = data;
        _list = randomAccess ? data as IList<TRow> : null;
        _reader = reader;
    }

    public bool CanShuffle => _list is not null;

    public DataViewSchema Schema => _reader.Schema;

    public long? GetRowCount() => (_data as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return _list is not null
            ? new Cursor(_reader, active, Listed(_list, rand).GetEnumerator())
            : new Cursor(_reader, active, Streamed(_data).GetEnumerator());
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private static IEnumerable<(long Id, TRow Row)> Listed(IList<TRow> list, Random rand)
    {
        int[] order = null;
        if (rand is not null)
        {
            order = [.. Enumerable.Range(0, list.Count)];
            rand.Shuffle(order);
        }
        for (int i = 0; i < (order?.Length ?? list.Count); i++)
        {
            int index = order is null ? i : order[i];
            yield return (index, list[index]);
        }
    }

    private static IEnumerable<(long Id, TRow Row)> Streamed(IEnumerable<TRow> data)
    {
        long position = 0;
        foreach (TRow row in data)
            yield return (position++, row);
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly Delegate[] _getters;
        private readonly bool[] _active;
        private readonly IEnumerator<(long Id, TRow Row)> _rows;
        private TRow _current;
        private long _position = -1;

        public Cursor(TypedRowReader<TRow> reader, bool[] active, IEnumerator<(long Id, TRow Row)> rows)
        {
            Schema = reader.Schema;
            _rows = rows;
            _active = active;
            _getters = new Delegate[active.Length];
            for (int i = 0; i < active.Length; i++)
                _getters[i] = active[i] ? reader.MakeGetter(i, Current) : null;
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema { get; }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ColumnSet.CheckActive(_active, column);
            return Getters.Typed<TValue>(_getters[column.Index], column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
        {
            Current();
            value = new DataViewRowId((ulong)_rows.Current.Id, 0);
        };

        public override bool MoveNext()
        {
            if (_rows is not null && _rows.MoveNext())
            {
                _position++;
                _current = _rows.Current.Row ?? throw new InvalidOperationException("A row of the data is null");
                return true;
            }
            _current = null;
            _position = -1;
            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _rows.Dispose();
                _current = null;
                _position = -1;
            }
            base.Dispose(disposing);
        }

        private TRow Current() =>
            _current ?? throw new InvalidOperationException("Values can be fetched only between a MoveNext that returned true and the end of the cursor");
    }
}
