using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="KeyToValueMappingTransformer"/>.</summary>
public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.ColumnPairs.Select(p => Output(p.outputColumnName, inputSchema.Required(p.inputColumnName))));
    }

    private static SchemaShape.Column Output(string name, SchemaShape.Column source)
    {
        if (!source.IsKey)
            throw Contracts.ExceptSchemaMismatch("inputSchema", "input", source.Name, "key type", source.GetTypeString());
        if (!source.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out SchemaShape.Column values))
            throw Contracts.ExceptParam("inputSchema", $"The column '{source.Name}' has no key values");
        SchemaShape annotations = source.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out SchemaShape.Column slots) ? new SchemaShape([slots]) : null;
        return new SchemaShape.Column(name, source.Kind, values.ItemType, values.IsKey, annotations);
    }
}
