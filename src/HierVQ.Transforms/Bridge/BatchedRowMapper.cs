using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>The way of a prediction engine: one row, a batch of one.</summary>
internal sealed class BatchedRowMapper(BatchBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.InputSchema;

    public DataViewSchema OutputSchema => binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) => binding.Dependencies(dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentException("The row is of another schema than this mapper was made for.", nameof(input));
        return new BatchedRow(binding, input, activeColumns);
    }
}
