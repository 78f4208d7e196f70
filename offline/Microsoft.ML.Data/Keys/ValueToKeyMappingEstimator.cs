using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Finds the different values of columns, and makes keys of them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    internal const int DefaultMaximumNumberOfKeys = 1000000;

    private readonly IHost _host;
    private readonly (string outputColumnName, string inputColumnName)[] _columns;
    private readonly int _maximumNumberOfKeys;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _annotationsAsText;
    private readonly IDataView _keyData;

    internal ValueToKeyMappingEstimator(
        IHostEnvironment env, (string, string)[] columns, int maximumNumberOfKeys, KeyOrdinality ordinality, bool annotationsAsText, IDataView keyData)
    {
        Contracts.CheckParam(columns.Length > 0, nameof(columns), "At least one column is needed");
        Contracts.CheckParam(maximumNumberOfKeys > 0, nameof(maximumNumberOfKeys), "Must be positive");
        Contracts.CheckParam(
            keyData is null || keyData.Schema.Count == 1, nameof(keyData), $"The key data must have one column, not {keyData?.Schema.Count}");
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _columns = columns;
        _maximumNumberOfKeys = maximumNumberOfKeys;
        _ordinality = ordinality;
        _annotationsAsText = annotationsAsText;
        _keyData = keyData;
    }

    /// <summary>The order of the terms.</summary>
    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        Contracts.CheckValue(input, nameof(input));
        DataViewSchema.Column[] sources = [.. _columns.Select(c => input.Schema.GetColumnOrNull(c.inputColumnName)
            ?? throw Contracts.ExceptSchemaMismatch("inputSchema", "input", c.inputColumnName))];
        foreach (DataViewSchema.Column source in sources)
            ValueToKeyMappingTransformer.CheckItemType(input.Schema, source);
        using IChannel channel = _host.Start("Training");
        TermMap[] maps = _keyData is null ? Train(channel, input, sources) : FromKeyData(channel, sources);
        return new ValueToKeyMappingTransformer(_host, _columns, maps, [.. _columns.Select(c => _annotationsAsText)]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(_columns.Select(c => Output(c.outputColumnName, inputSchema.Required(c.inputColumnName))));
    }

    private SchemaShape.Column Output(string name, SchemaShape.Column source)
    {
        if (ItemTypes.OfRaw(source.ItemType.RawType) is null)
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", source.Name);
        if (!source.IsKey || !source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values) || values.Kind != SchemaShape.Column.VectorKind.Vector)
        {
            values = new SchemaShape.Column(
                AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector, _annotationsAsText ? TextDataViewType.Instance : source.ItemType, !_annotationsAsText && source.IsKey);
        }
        SchemaShape.Column[] annotations = source.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out SchemaShape.Column slots) ? [slots, values] : [values];
        return new SchemaShape.Column(name, source.Kind, NumberDataViewType.UInt32, true, new SchemaShape(annotations));
    }

    private TermMap[] Train(IChannel channel, IDataView input, DataViewSchema.Column[] sources)
    {
        using DataViewRowCursor cursor = input.GetRowCursor(sources.DistinctBy(c => c.Index));
        TermTrainer[] trainers = [.. sources.Select(c => TermTrainer.Create(cursor, cursor.Schema[c.Index], _maximumNumberOfKeys))];
        var open = new List<TermTrainer>(trainers);
        while (open.Count > 0 && cursor.MoveNext())
            open.RemoveAll(t => !t.ProcessRow());
        TermMap[] maps = [.. trainers.Select(t => t.Finish(_ordinality == KeyOrdinality.ByValue))];
        for (int i = 0; i < maps.Length; i++)
        {
            if (maps[i].Count == 0)
                channel.Warning(MessageSensitivity.Schema, "No value was found for the column '{0}'", _columns[i].outputColumnName);
        }
        return maps;
    }

    private TermMap[] FromKeyData(IChannel channel, DataViewSchema.Column[] sources)
    {
        DataViewSchema.Column terms = _keyData.Schema[0];
        foreach (DataViewSchema.Column source in sources)
        {
            DataViewType item = ItemTypes.ItemOf(source.Type);
            if (!item.Equals(ItemTypes.ItemOf(terms.Type)))
                throw Contracts.ExceptSchemaMismatch("keyData", "term", terms.Name, item.ToString(), terms.Type.ToString());
        }
        using DataViewRowCursor cursor = _keyData.GetRowCursor([terms]);
        TermTrainer trainer = TermTrainer.Create(cursor, terms, int.MaxValue);
        while (cursor.MoveNext())
            trainer.ProcessRow();
        TermMap map = trainer.Finish(_ordinality == KeyOrdinality.ByValue);
        if (map.Count == 0)
            channel.Warning(MessageSensitivity.Schema, "The key data's column '{0}' has no values", terms.Name);
        return [.. sources.Select(s => map)];
    }
}
