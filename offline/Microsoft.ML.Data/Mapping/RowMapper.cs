using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Computes added columns of a row from its other columns; bound to one input schema.</summary>
internal abstract class RowMapper
{
    private DataViewSchema.DetachedColumn[] _outputs;

    protected RowMapper(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        InputSchema = inputSchema;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema.DetachedColumn[] Outputs => _outputs ??= MakeOutputs();

    /// <summary>The indices of the input columns that an output needs.</summary>
    public abstract IEnumerable<int> InputsOf(int output);

    /// <summary>A getter of an output; the disposer, if any, runs once when the row is disposed.</summary>
    public abstract Delegate MakeGetter(DataViewRow input, int output, out Action disposer);

    protected abstract DataViewSchema.DetachedColumn[] MakeOutputs();
}
