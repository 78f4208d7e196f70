using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Makes a <see cref="CustomMappingTransformer{TSrc, TDst}"/>.</summary>
public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(
        IHostEnvironment env, Action<TSrc, TDst> mapAction, string contractName, SchemaDefinition inputSchemaDefinition, SchemaDefinition outputSchemaDefinition)
        : base(env.Register("CustomMappingEstimator"), new CustomMappingTransformer<TSrc, TDst>(mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        foreach (SchemaDefinition.Column own in Transformer.Input)
        {
            SchemaShape.Column column = inputSchema.Required(own.ColumnName);
            DataViewType item = ItemTypes.ItemOf(own.ColumnType);
            bool isVector = own.ColumnType is VectorDataViewType;
            if (item.RawType != column.ItemType.RawType || isVector == (column.Kind == SchemaShape.Column.VectorKind.Scalar))
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", own.ColumnName, own.ColumnType.ToString(), column.GetTypeString());
        }
        return inputSchema.With(SchemaShape.Create(Transformer.Added.Schema));
    }
}
