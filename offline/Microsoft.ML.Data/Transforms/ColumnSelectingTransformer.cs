using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some columns, in the order in which they are named, or drops some.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private readonly string[] _columns;
    private readonly bool _keep;
    private readonly bool _keepHidden;
    private readonly bool _ignoreMissing;

    internal ColumnSelectingTransformer(string[] keepColumns, string[] dropColumns, bool keepHidden = false, bool ignoreMissing = false)
    {
        Contracts.CheckParam((keepColumns ?? dropColumns) is { Length: > 0 }, nameof(keepColumns), "At least one column must be named to keep or drop");
        _columns = keepColumns ?? dropColumns;
        foreach (string column in _columns)
            Contracts.CheckNonEmpty(column, nameof(keepColumns));
        _keep = keepColumns is not null;
        _keepHidden = keepHidden;
        _ignoreMissing = ignoreMissing;
    }

    private ColumnSelectingTransformer(ModelLoadContext ctx)
    {
        _keep = ReadFlag(ctx);
        _keepHidden = ReadFlag(ctx);
        _ignoreMissing = ReadFlag(ctx);
        int count = ctx.Reader.ReadInt32();
        Contracts.CheckDecode(count > 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: {count} columns");
        _columns = new string[count];
        for (int i = 0; i < count; i++)
            _columns[i] = ctx.LoadNonEmptyString();
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => ColumnChoice.SchemaOf(inputSchema, Chosen(inputSchema));

    public IDataView Transform(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        return new ColumnChoice(input, Chosen(input.Schema));
    }

    internal bool Keeps(string name) => _keep == _columns.Contains(name, StringComparer.Ordinal);

    internal void CheckPresent(IEnumerable<string> names)
    {
        string[] missing = _ignoreMissing ? [] : [.. _columns.Except(names, StringComparer.Ordinal)];
        if (missing.Length > 0)
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", string.Join(",", missing));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new ColumnChoiceMapper(inputSchema, Chosen(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(_keep);
        ctx.Writer.Write(_keepHidden);
        ctx.Writer.Write(_ignoreMissing);
        ctx.Writer.Write(_columns.Length);
        foreach (string column in _columns)
            ctx.SaveNonEmptyString(column);
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ColumnSelectingTransformer(ctx);
    }

    private static bool ReadFlag(ModelLoadContext ctx)
    {
        byte flag = ctx.Reader.ReadByte();
        Contracts.CheckDecode(flag <= 1, "Corrupt model file: a flag is neither 0 nor 1");
        return flag == 1;
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "SELCOLST",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ColumnSelectingTransformer).Assembly.FullName);

    private int[] Chosen(DataViewSchema schema)
    {
        Contracts.CheckValue(schema, nameof(schema));
        CheckPresent(schema.Select(c => c.Name));
        return _keep
            ? [.. _columns.SelectMany(name => schema.Where(c => c.Name == name && (_keepHidden || !c.IsHidden))).Select(c => c.Index)]
            : [.. schema.Where(c => !_columns.Contains(c.Name, StringComparer.Ordinal)).Select(c => c.Index)];
    }
}
