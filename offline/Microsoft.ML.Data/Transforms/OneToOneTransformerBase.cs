using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Base of the library's transformers that make one column of one other, some pairs at a time.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        Contracts.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string output, string input) in columns)
        {
            Contracts.CheckNonEmpty(input, nameof(columns));
            Contracts.CheckNonEmpty(output, nameof(columns));
            Contracts.CheckParam(names.Add(output), nameof(columns), $"Two pairs make a column '{output}'");
        }
        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host) => ColumnPairs = LoadColumns(ctx);

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        ctx.Writer.Write(ColumnPairs.Length);
        foreach ((string output, string input) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(output);
            ctx.SaveNonEmptyString(input);
        }
    }

    /// <summary>Throws where the input column of a pair has a type that the transformer cannot take.</summary>
    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
    }

    private static (string, string)[] LoadColumns(ModelLoadContext ctx)
    {
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count >= 0 && count <= ctx.Header.CbModel / (2 * sizeof(int)), $"Corrupt model file: {count} pairs of columns");
        var pairs = new (string, string)[count];
        for (int i = 0; i < count; i++)
        {
            string output = ctx.LoadNonEmptyString();
            pairs[i] = (output, ctx.LoadNonEmptyString());
        }
        return pairs;
    }

    /// <summary>Base of the mappers of such transformers.</summary>
    internal abstract class OneToOneMapper : RowMapper
    {
        private readonly int[] _sources;

        protected OneToOneMapper(OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            Parent = parent;
            _sources = new int[parent.ColumnPairs.Length];
            for (int i = 0; i < _sources.Length; i++)
            {
                string name = parent.ColumnPairs[i].inputColumnName;
                DataViewSchema.Column column = inputSchema.GetColumnOrNull(name) ?? throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
                _sources[i] = column.Index;
                parent.CheckInputColumn(inputSchema, i, column.Index);
            }
        }

        protected OneToOneTransformerBase Parent { get; }

        public sealed override IEnumerable<int> InputsOf(int output) => [_sources[output]];

        /// <summary>The input column of a pair.</summary>
        protected DataViewSchema.Column Source(int pair) => InputSchema[_sources[pair]];
    }
}
