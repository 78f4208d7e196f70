using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A data view with a mapper's columns added to those of its source.</summary>
internal sealed class RowToRowMapperTransform : IDataView, IRowToRowMapper
{
    private readonly IDataView _source;
    private readonly RowMapper _mapper;
    private readonly OutputBindings _bindings;

    public RowToRowMapperTransform(IDataView source, RowMapper mapper)
    {
        _source = source;
        _mapper = mapper;
        _bindings = new OutputBindings(mapper.InputSchema, mapper.Outputs);
    }

    public bool CanShuffle => _source.CanShuffle;

    public DataViewSchema Schema => _bindings.Schema;

    public DataViewSchema InputSchema => _mapper.InputSchema;

    public DataViewSchema OutputSchema => _bindings.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return Wrap(_source.GetRowCursor(InputsOf(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        bool[] active = ColumnSet.Active(Schema, columnsNeeded);
        return [.. _source.GetRowCursorSet(InputsOf(active), n, rand).Select(c => Wrap(c, active))];
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        InputsOf(ColumnSet.Active(Schema, dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        Contracts.Check(input.Schema == InputSchema, "The row has another schema than the one that the mapper is bound to");
        return new MappedRow(input, _mapper, _bindings, ColumnSet.Active(Schema, activeColumns));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, bool[] active)
    {
        try
        {
            return new MappedCursor(cursor, new MappedRow(cursor, _mapper, _bindings, active));
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }

    private List<DataViewSchema.Column> InputsOf(bool[] active)
    {
        var needed = new bool[InputSchema.Count];
        for (int i = 0; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            if (!_bindings.IsAdded(i, out int source))
                needed[source] = true;
            else
                foreach (int input in _mapper.InputsOf(source))
                    needed[input] = true;
        }
        return [.. InputSchema.Where(c => needed[c.Index])];
    }
}
