using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>A component bound to the schema of its input: what it reads, what it adds, and how a cursor runs it.</summary>
internal abstract class BatchBinding
{
    private readonly int[] _inputs;

    protected BatchBinding(DataViewSchema input, IEnumerable<DataViewSchema.Column> inputs, IEnumerable<OutputColumn> outputs, int batchSize)
    {
        InputSchema = input;
        BatchSize = batchSize;
        _inputs = [.. inputs.Select(column => column.Index)];
        // The input's columns keep their indices; a column of the same name is hidden, as ML.NET does it.
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        foreach (OutputColumn output in outputs)
            builder.AddColumn(output.Name, output.Type, output.Annotations);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    /// <summary>The very object that rows carry: ML.NET compares schemas by reference.</summary>
    public DataViewSchema OutputSchema { get; }

    /// <summary>Rows a run of the network, in a cursor.</summary>
    public int BatchSize { get; }

    public IEnumerable<DataViewSchema.Column> Inputs => _inputs.Select(index => InputSchema[index]);

    /// <summary>Makes what a cursor or a single row runs; one thread at a time uses it.</summary>
    /// <param name="row">Where inputs are read from.</param>
    /// <param name="active">For each output column of this component, whether it is asked for.</param>
    /// <param name="capacity">Most rows a run.</param>
    public abstract BatchRunner Start(DataViewRow row, bool[] active, int capacity);

    public bool IsOwn(int column) => column >= InputSchema.Count;

    /// <summary>The columns of the input behind <paramref name="columns"/>: those passed through, and what the network reads if it runs.</summary>
    public IEnumerable<DataViewSchema.Column> Dependencies(IEnumerable<DataViewSchema.Column> columns)
    {
        bool[] needed = new bool[InputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            if (!IsOwn(column.Index))
            {
                needed[column.Index] = true;
                continue;
            }
            foreach (int input in _inputs)
                needed[input] = true;
        }
        return InputSchema.Where(column => needed[column.Index]);
    }
}
