using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The choice of some columns, row by row.</summary>
internal sealed class ColumnChoiceMapper : IRowToRowMapper
{
    private readonly int[] _indices;

    public ColumnChoiceMapper(DataViewSchema inputSchema, int[] indices)
    {
        InputSchema = inputSchema;
        OutputSchema = ColumnChoice.SchemaOf(inputSchema, indices);
        _indices = indices;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        HashSet<int> needed = [.. dependingColumns.Select(c => _indices[c.Index])];
        return [.. InputSchema.Where(c => needed.Contains(c.Index))];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input, nameof(input));
        Contracts.CheckValue(activeColumns, nameof(activeColumns));
        return new ChosenRow(input, OutputSchema, _indices, ColumnSet.Active(OutputSchema, activeColumns));
    }
}
