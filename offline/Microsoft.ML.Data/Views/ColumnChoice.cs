namespace Microsoft.ML.Data;

/// <summary>Some columns of a data view, in any order; a column keeps its values and loses only its place.</summary>
internal sealed class ColumnChoice : IDataView
{
    private readonly IDataView _source;
    private readonly int[] _indices;

    public ColumnChoice(IDataView source, int[] indices, DataViewSchema schema = null)
    {
        _source = source;
        _indices = indices;
        Schema = schema ?? SchemaOf(source.Schema, indices);
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema { get; }

    public static DataViewSchema SchemaOf(DataViewSchema source, int[] indices)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(indices.Select(i => source[i]));
        return builder.ToSchema();
    }

    /// <summary>The columns that can be copied and kept; others, such as images, are left out.</summary>
    public static IDataView Cacheable(IDataView source)
    {
        int[] indices = [.. source.Schema.Where(c => c.Type is PrimitiveDataViewType or VectorDataViewType).Select(c => c.Index)];
        return indices.Length == source.Schema.Count ? source : new ColumnChoice(source, indices);
    }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return Wrap(_source.GetRowCursor(Inputs(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return [.. _source.GetRowCursorSet(Inputs(active), n, rand).Select(c => Wrap(c, active))];
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active) => new MappedCursor(cursor, new ChosenRow(cursor, Schema, _indices, active));

    private DataViewSchema.Column[] Inputs(bool[] active)
    {
        var needed = new bool[_source.Schema.Count];
        for (int i = 0; i < active.Length; i++)
            needed[_indices[i]] |= active[i];
        return [.. _source.Schema.Where(c => needed[c.Index])];
    }
}
