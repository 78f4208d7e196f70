using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Keys as the values that the column's annotation has for them.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "KEY2VALT",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(KeyToValueMappingTransformer).Assembly.FullName);

    private sealed class Mapper : OneToOneMapper
    {
        private readonly KeyValueMap[] _maps;

        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent, inputSchema) => _maps = [.. parent.ColumnPairs.Select((_, i) => KeyValueMap.Create(Source(i)))];

        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            disposer = null;
            return _maps[output].MakeGetter(input, input.Schema[Source(output).Index]);
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() => [.. Parent.ColumnPairs.Select((p, i) => MakeOutput(p.outputColumnName, i))];

        private DataViewSchema.DetachedColumn MakeOutput(string name, int pair)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(Source(pair).Annotations, kind => kind == AnnotationKinds.SlotNames);
            PrimitiveDataViewType value = _maps[pair].ValueType;
            DataViewType type = Source(pair).Type is VectorDataViewType vector ? new VectorDataViewType(value, vector.Dimensions) : value;
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }
    }
}
