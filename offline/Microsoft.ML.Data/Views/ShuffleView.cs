namespace Microsoft.ML.Data;

/// <summary>
/// Rows in random order: the source shuffled as far as it can be, and behind it a pool from which rows are drawn. Columns that cannot be
/// copied, such as images, are left out.
/// </summary>
internal sealed class ShuffleView : IDataView
{
    private readonly IDataView _source;
    private readonly int _poolRows;
    private readonly bool _shuffleSource;
    private readonly int _seed;

    public ShuffleView(IDataView source, int poolRows, bool shuffleSource, int seed)
    {
        _source = ColumnChoice.Cacheable(source);
        _poolRows = poolRows;
        _shuffleSource = shuffleSource;
        _seed = seed;
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        rand ??= new Random(_seed);
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        Random sourceRand = _shuffleSource ? new Random(rand.Next()) : null;
        DataViewRowCursor input = _source.GetRowCursor(Schema.Where(c => active[c.Index]), _source.CanShuffle ? sourceRand : null);
        return _poolRows == 1 ? input : new ShuffleCursor(input, active, _poolRows, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
