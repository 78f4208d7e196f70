using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Keeps a copy of each column in memory from its first use on, so that the source is read once, however many cursors there are. Columns
/// that cannot be copied, such as images, are left out.
/// </summary>
internal sealed class CacheDataView : IDataView
{
    private readonly object _lock = new();
    private readonly IDataView _source;
    private readonly ValueStore[] _columns;
    // -1 until the rows have been read once.
    private long _rowCount = -1;

    public CacheDataView(IDataView source, string[] columnsToPrefetch)
    {
        _source = ColumnChoice.Cacheable(source);
        _columns = new ValueStore[_source.Schema.Count];
        var prefetch = new bool[_columns.Length];
        foreach (string name in columnsToPrefetch ?? [])
        {
            DataViewSchema.Column column = source.Schema.GetColumnOrNull(name) ?? throw Contracts.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name);
            Contracts.Check(
                column.Type is PrimitiveDataViewType or VectorDataViewType, $"The column '{name}' is of type {column.Type}, which cannot be cached");
            prefetch[_source.Schema[name].Index] = true;
        }
        if (prefetch.Any(p => p))
            Fill(prefetch);
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => Interlocked.Read(ref _rowCount) is >= 0 and var count ? count : _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        var rows = new SharedRows(this, active, rand);
        var cursors = new DataViewRowCursor[Math.Max(1, n)];
        for (int i = 0; i < cursors.Length; i++)
            cursors[i] = new CacheCursor(this, active, rows);
        return cursors;
    }

    /// <summary>Makes sure that the columns are in memory, and says how many rows there are.</summary>
    internal int Fill(bool[] active)
    {
        lock (_lock)
        {
            DataViewSchema.Column[] missing = [.. Schema.Where(c => active[c.Index] && _columns[c.Index] is null)];
            if (missing.Length == 0 && _rowCount >= 0)
                return (int)_rowCount;
            using DataViewRowCursor cursor = _source.GetRowCursor(missing);
            ValueStore[] stores = [.. missing.Select(c => ValueStore.Create(c.Type))];
            Action<int>[] fillers = [.. stores.Select((s, i) => s.Filler(cursor, missing[i]))];
            int count = 0;
            for (; cursor.MoveNext(); count++)
            {
                foreach (Action<int> fill in fillers)
                    fill(count);
            }
            Contracts.Check(_rowCount < 0 || _rowCount == count, "The data that is cached has another number of rows than when it was read before");
            Interlocked.Exchange(ref _rowCount, count);
            for (int i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = stores[i];
            return count;
        }
    }

    internal Delegate Getter(int column, Func<int> row) => _columns[column].Getter(row);

    /// <summary>Hands out blocks of rows to the cursors of one set.</summary>
    internal sealed class SharedRows
    {
        private const int BlockSize = 64;

        private readonly CacheDataView _view;
        private readonly bool[] _active;
        private readonly Random _rand;
        private readonly object _lock = new();
        private int[] _order;
        private int _count = -1;
        private int _nextBlock;

        public SharedRows(CacheDataView view, bool[] active, Random rand)
        {
            _view = view;
            _active = active;
            _rand = rand;
        }

        /// <summary>The next block that no cursor has had: its number, and its rows as places in the order.</summary>
        public bool TryTake(out int block, out int start, out int end)
        {
            lock (_lock)
            {
                Begin();
                block = _nextBlock++;
                start = (int)Math.Min((long)block * BlockSize, _count);
                end = (int)Math.Min((long)start + BlockSize, _count);
                return start < end;
            }
        }

        public int RowAt(int place) => _order is null ? place : _order[place];

        private void Begin()
        {
            if (_count >= 0)
                return;
            _count = _view.Fill(_active);
            if (_rand is null)
                return;
            _order = [.. Enumerable.Range(0, _count)];
            _rand.Shuffle(_order);
        }
    }
}
