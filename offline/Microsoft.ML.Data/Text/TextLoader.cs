using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads columns from separated text. Sparse text and ranges without an end in the middle of a line are not covered here.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    internal const string LoaderSignature = "TextLoader";

    private readonly TextLayout _layout;
    private readonly DataViewSchema _schema;

    internal TextLoader(Options options, IMultiStreamSource dataSample = null)
    {
        Contracts.CheckValue(options, nameof(options));
        _layout = TextLayout.Of(options, dataSample);
        _schema = _layout.MakeSchema();
    }

    private TextLoader(ModelLoadContext ctx)
    {
        _layout = TextLayout.Load(ctx);
        _schema = _layout.MakeSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        Contracts.CheckValue(source, nameof(source));
        return new TextDataView(_layout, _schema, source);
    }

    /// <summary>The columns that the members of a class say they are loaded from.</summary>
    internal static Column[] ColumnsOf(Type type)
    {
        var columns = new List<Column>();
        foreach (Member member in Member.Of(type, SchemaDefinition.Direction.Write).Where(m => m.IsColumn))
        {
            LoadColumnAttribute load = member.Info.GetCustomAttribute<LoadColumnAttribute>()
                ?? throw new InvalidOperationException($"The member '{member.Info.Name}' does not say which field it is loaded from (LoadColumn)");
            DataViewType itemType = ItemTypes.OfRaw(member.ItemType)
                ?? throw new InvalidOperationException($"The member '{member.Info.Name}' is of a type that text cannot hold");
            DataKind kind = Enum.GetValues<DataKind>().FirstOrDefault(k => ItemTypes.OfKind(k).Equals(itemType));
            Range[] ranges = [.. load.Sources];
            if (member.IsVector)
                ranges = [.. ranges.Select(r => new Range(r.Min, r.Max))];
            string name = member.Info.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Info.Name;
            columns.Add(new Column(name, kind, ranges, member.Info.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount));
        }
        Contracts.CheckParam(columns.Count > 0, nameof(type), $"The class {type} has no public member to load");
        return [.. columns];
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        Contracts.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        _layout.Save(ctx);
    }

    private static TextLoader Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new TextLoader(ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "TXTLOADR",
        verWrittenCur: 0x0001000E,
        verReadableCur: 0x0001000A,
        verWeCanReadBack: 0x0001000A,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(TextLoader).Assembly.FullName);
}
