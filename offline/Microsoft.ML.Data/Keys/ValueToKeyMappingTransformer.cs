using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Values as keys, by the terms that fitting found.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private const string TermManagerLoaderSignature = "TermManager";
    private const string VocabularyDirectory = "Vocabulary";
    private const string TermsName = "Terms.txt";
    private const uint VersionOfAllTypes = 0x00010003;
    private const uint VocabularyVersionOfAllTypes = 0x00010002;

    private readonly TermMap[] _maps;
    private readonly bool[] _textAnnotations;

    internal ValueToKeyMappingTransformer(IHost host, (string, string)[] columns, TermMap[] maps, bool[] textAnnotations)
        : base(host, columns)
    {
        _maps = maps;
        _textAnnotations = textAnnotations;
    }

    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        _textAnnotations = new bool[ColumnPairs.Length];
        // Older models know of text alone.
        if (ctx.Header.ModelVerWritten >= VersionOfAllTypes)
        {
            for (int i = 0; i < _textAnnotations.Length; i++)
                _textAnnotations[i] = ReadFlag(ctx);
        }
        _maps = new TermMap[ColumnPairs.Length];
        bool found = ctx.TryProcessSubModel(VocabularyDirectory, LoadVocabulary);
        Contracts.CheckDecode(found, $"Missing {VocabularyDirectory} model");
    }

    internal static void CheckItemType(DataViewSchema schema, DataViewSchema.Column column)
    {
        DataViewType item = ItemTypes.ItemOf(column.Type);
        if (item is not KeyDataViewType && (ItemTypes.OfRaw(item.RawType) is null || item is RowIdDataViewType))
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", column.Name, "standard type or a vector of standard type", column.Type.ToString());
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        CheckItemType(inputSchema, inputSchema[srcCol]);
        DataViewType item = ItemTypes.ItemOf(inputSchema[srcCol].Type);
        if (!item.Equals(_maps[col].ItemType))
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", inputSchema[srcCol].Name, _maps[col].ItemType.ToString(), item.ToString());
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (bool asText in _textAnnotations)
            ctx.Writer.Write(asText);
        ctx.SaveSubModel(VocabularyDirectory, SaveVocabulary);
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ValueToKeyMappingTransformer(env.Register("Term"), ctx);
    }

    private static bool ReadFlag(ModelLoadContext ctx)
    {
        byte flag = ctx.Reader.ReadByte();
        Contracts.CheckDecode(flag <= 1, "Corrupt model file: a flag is neither 0 nor 1");
        return flag == 1;
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "TERMTRNF",
        verWrittenCur: VersionOfAllTypes,
        verReadableCur: VersionOfAllTypes,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ValueToKeyMappingTransformer).Assembly.FullName);

    private static VersionInfo GetVocabularyVersionInfo() => new(
        modelSignature: "TERM MAN",
        verWrittenCur: VocabularyVersionOfAllTypes,
        verReadableCur: VocabularyVersionOfAllTypes,
        verWeCanReadBack: 0x00010001,
        loaderSignature: TermManagerLoaderSignature,
        loaderAssemblyName: typeof(ValueToKeyMappingTransformer).Assembly.FullName);

    private void SaveVocabulary(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVocabularyVersionInfo());
        ctx.Writer.Write(_maps.Length);
        foreach (TermMap map in _maps)
            map.Save(ctx);
        ctx.SaveTextStream(TermsName, writer =>
        {
            foreach (TermMap map in _maps)
                map.WriteTo(writer);
        });
    }

    private void LoadVocabulary(ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVocabularyVersionInfo());
        Contracts.CheckDecode(ctx.Reader.ReadInt32() == _maps.Length, "Corrupt model file: not one term map a column");
        for (int i = 0; i < _maps.Length; i++)
            _maps[i] = ctx.Header.ModelVerWritten >= VocabularyVersionOfAllTypes ? TermMap.Load(ctx) : TermMap.LoadTexts(ctx);
    }

    private sealed class Mapper : OneToOneMapper
    {
        private readonly ValueToKeyMappingTransformer _parent;

        public Mapper(ValueToKeyMappingTransformer parent, DataViewSchema inputSchema)
            : base(parent, inputSchema) => _parent = parent;

        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            disposer = null;
            return _parent._maps[output].MakeGetter(input, input.Schema[Source(output).Index]);
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() => [.. Parent.ColumnPairs.Select((p, i) => MakeOutput(p.outputColumnName, i))];

        private DataViewSchema.DetachedColumn MakeOutput(string name, int pair)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            _parent._maps[pair].AddKeyValues(annotations, Source(pair), _parent._textAnnotations[pair]);
            annotations.Add(Source(pair).Annotations, kind => kind == AnnotationKinds.SlotNames);
            KeyDataViewType key = _parent._maps[pair].KeyType;
            DataViewType type = Source(pair).Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key;
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        }
    }
}
