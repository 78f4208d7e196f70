namespace Microsoft.ML.Data;

/// <summary>The rows of a data view that a test, made once a cursor, lets through.</summary>
internal sealed class FilterView : IDataView
{
    private readonly IDataView _source;
    private readonly DataViewSchema.Column[] _tested;
    private readonly Func<DataViewRow, Func<bool>> _makeTest;

    /// <param name="makeTest">Makes the test of a cursor's current row.</param>
    /// <param name="canShuffle">Whether the rows let through are the same in any order.</param>
    /// <param name="tested">The columns that the test reads.</param>
    public FilterView(IDataView source, Func<DataViewRow, Func<bool>> makeTest, bool canShuffle, params DataViewSchema.Column[] tested)
    {
        _source = source;
        _makeTest = makeTest;
        _tested = tested;
        CanShuffle = canShuffle && source.CanShuffle;
    }

    public bool CanShuffle { get; }

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return new Cursor(_source.GetRowCursor(Inputs(active), CanShuffle ? rand : null), active, _makeTest);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        if (!CanShuffle)
            return [GetRowCursor(columnsNeeded)];
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return [.. _source.GetRowCursorSet(Inputs(active), n, rand).Select(c => new Cursor(c, active, _makeTest))];
    }

    private IEnumerable<DataViewSchema.Column> Inputs(bool[] active) =>
        Schema.Where(c => active[c.Index] || _tested.Any(t => t.Index == c.Index));

    private sealed class Cursor : PassThroughCursor
    {
        private readonly Func<bool> _test;

        public Cursor(DataViewRowCursor input, bool[] active, Func<DataViewRow, Func<bool>> makeTest)
            : base(input, active) => _test = makeTest(input);

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (_test())
                    return true;
            }
            return false;
        }
    }
}
