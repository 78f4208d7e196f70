using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A row with some columns of another.</summary>
internal sealed class ChosenRow : WrappingRow
{
    private readonly int[] _indices;
    private readonly bool[] _active;

    public ChosenRow(DataViewRow input, DataViewSchema schema, int[] indices, bool[] active)
        : base(input)
    {
        Schema = schema;
        _indices = indices;
        _active = active;
    }

    public override DataViewSchema Schema { get; }

    public override bool IsColumnActive(DataViewSchema.Column column)
    {
        Contracts.CheckParam(column.Index < _active.Length, nameof(column), $"There is no column of index {column.Index}");
        return _active[column.Index];
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ColumnSet.CheckActive(_active, column);
        return Input.GetGetter<TValue>(Input.Schema[_indices[column.Index]]);
    }
}
