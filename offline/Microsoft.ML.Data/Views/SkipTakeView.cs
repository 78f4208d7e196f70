using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some rows of a data view, by their place in it. It cannot be shuffled: which rows they are depends on the order.</summary>
internal sealed class SkipTakeView : IDataView
{
    private readonly IDataView _source;
    private readonly long _skip;
    private readonly long _take;

    public SkipTakeView(IDataView source, long skip, long take)
    {
        _source = source;
        _skip = skip;
        _take = take;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount() is long count ? Math.Min(Math.Max(count - _skip, 0), _take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return new Cursor(_source.GetRowCursor(Schema.Where(c => active[c.Index])), active, _skip, _take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : PassThroughCursor
    {
        private readonly long _take;
        private long _skip;
        private long _taken;

        public Cursor(DataViewRowCursor input, bool[] active, long skip, long take)
            : base(input, active)
        {
            _skip = skip;
            _take = take;
        }

        protected override bool MoveNextCore()
        {
            for (; _skip > 0; _skip--)
            {
                if (!Input.MoveNext())
                    return false;
            }
            return _taken++ < _take && Input.MoveNext();
        }
    }
}
