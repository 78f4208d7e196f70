namespace Microsoft.ML.Data;

/// <summary>
/// Where the added columns go: behind the last, or, where one bears the name of an input column, right behind that column, which it
/// hides.
/// </summary>
internal sealed class OutputBindings
{
    // From an output column's index: an input column's index, or, where negative, the complement of an added column's.
    private readonly int[] _sources;

    public OutputBindings(DataViewSchema input, DataViewSchema.DetachedColumn[] added)
    {
        var sources = new List<int>(Enumerable.Range(0, input.Count));
        for (int i = 0; i < added.Length; i++)
        {
            int replaced = input.GetColumnOrNull(added[i].Name) is { } column ? sources.IndexOf(column.Index) : -1;
            sources.Insert(replaced < 0 ? sources.Count : replaced + 1, ~i);
        }
        _sources = [.. sources];
        var builder = new DataViewSchema.Builder();
        foreach (int source in _sources)
        {
            if (source >= 0)
                builder.AddColumn(input[source].Name, input[source].Type, input[source].Annotations);
            else
                builder.AddColumn(added[~source].Name, added[~source].Type, added[~source].Annotations);
        }
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool IsAdded(int column, out int source)
    {
        source = _sources[column] < 0 ? ~_sources[column] : _sources[column];
        return _sources[column] < 0;
    }
}
