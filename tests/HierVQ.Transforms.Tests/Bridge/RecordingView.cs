using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests;

/// <summary>Passes rows on and keeps a record of what was asked for; can give cursor sets and fail.</summary>
internal sealed class RecordingView(IDataView source) : IDataView
{
    public List<string[]> Asked { get; } = [];

    public int Open;

    public long RowsRead;

    /// <summary>The row at which reading fails.</summary>
    public long? FailsAt { get; init; }

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Asked.Add([.. columns.Select(column => column.Name)]);
        return new Cursor(this, source.GetRowCursor(columns, rand), 0, 1);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return [.. Enumerable.Range(0, n).Select(i => new Cursor(this, source.GetRowCursor(columns, rand), i, n))];
    }

    /// <summary>Every n-th row; the batch number says where a row belongs among all.</summary>
    private sealed class Cursor : DataViewRowCursor
    {
        private readonly RecordingView _view;
        private readonly DataViewRowCursor _source;
        private readonly int _first;
        private readonly int _step;
        private long _position = -1;

        public Cursor(RecordingView view, DataViewRowCursor source, int first, int step)
        {
            (_view, _source, _first, _step) = (view, source, first, step);
            Interlocked.Increment(ref view.Open);
        }

        public override DataViewSchema Schema => _source.Schema;

        public override long Position => _position;

        public override long Batch => _source.Position;

        public override bool IsColumnActive(DataViewSchema.Column column) => _source.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

        public override bool MoveNext()
        {
            int steps = _position < 0 ? _first + 1 : _step;
            for (int i = 0; i < steps; i++)
            {
                if (!_source.MoveNext())
                    return false;
            }
            Interlocked.Increment(ref _view.RowsRead);
            if (_source.Position == _view.FailsAt)
                throw new IOException("the source failed");
            _position++;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                Interlocked.Decrement(ref _view.Open);
                _source.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
