using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Columns that a user's own method makes of others, by objects of the user's classes.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _mapAction;
    private readonly string _contractName;
    private readonly SchemaDefinition _input;

    internal CustomMappingTransformer(
        Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
    {
        Contracts.CheckValue(mapAction, nameof(mapAction));
        _mapAction = mapAction;
        _contractName = contractName;
        _input = inputSchemaDefinition;
        Added = new TypedRowReader<TDst>(outputSchemaDefinition ?? SchemaDefinition.Create(typeof(TDst), SchemaDefinition.Direction.Write));
    }

    internal TypedRowReader<TDst> Added { get; }

    internal SchemaDefinition Input => _input ?? SchemaDefinition.Create(typeof(TSrc));

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return new OutputBindings(inputSchema, new Mapper(this, inputSchema).Outputs).Schema;
    }

    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new RowToRowMapperTransform(input, new Mapper(this, input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return new RowToRowMapperTransform(new EmptyDataView(inputSchema), new Mapper(this, inputSchema));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        CustomMappingLoader.Save(ctx, _contractName, _mapAction.Method.DeclaringType.Assembly.FullName);

    private sealed class Mapper : RowMapper
    {
        private readonly CustomMappingTransformer<TSrc, TDst> _parent;
        private readonly TypedRowWriter<TSrc> _writer;
        private readonly ConditionalWeakTable<DataViewRow, MappedObject> _mapped = [];

        public Mapper(CustomMappingTransformer<TSrc, TDst> parent, DataViewSchema inputSchema)
            : base(inputSchema)
        {
            _parent = parent;
            _writer = new TypedRowWriter<TSrc>(inputSchema, ignoreMissingColumns: false, parent._input);
        }

        public override IEnumerable<int> InputsOf(int output) => _writer.Columns.Select(c => c.Index);

        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            disposer = null;
            // The method is called once a row, however many of its outputs are asked for.
            MappedObject mapped = _mapped.GetValue(input, row => new MappedObject(row, _writer, _parent._mapAction));
            return _parent.Added.MakeGetter(output, mapped.Current);
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() =>
            [.. _parent.Added.Schema.Select(c => new DataViewSchema.DetachedColumn(c))];
    }
    /// <summary>The object that the method last filled for a row, and for which position.</summary>
    private sealed class MappedObject
    {
        private readonly DataViewRow _row;
        private readonly Action<TSrc> _fill;
        private readonly Action<TSrc, TDst> _map;
        private readonly TSrc _source = new();
        private readonly TDst _destination = new();
        private long _position = -1;

        public MappedObject(DataViewRow row, TypedRowWriter<TSrc> writer, Action<TSrc, TDst> map)
        {
            _row = row;
            _fill = writer.Bind(row);
            _map = map;
        }

        public TDst Current()
        {
            if (_position != _row.Position)
            {
                _fill(_source);
                _map(_source, _destination);
                _position = _row.Position;
            }
            return _destination;
        }
    }
}
