using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes a <see cref="VectorToImageConvertingTransformer"/>.</summary>
public sealed class VectorToImageConvertingEstimator : TrivialEstimator<VectorToImageConvertingTransformer>
{
    internal VectorToImageConvertingEstimator(IHostEnvironment env, params ImageConversion[] columns)
        : base(env.Register(nameof(VectorToImageConvertingEstimator)), new VectorToImageConvertingTransformer(env, columns))
    {
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return inputSchema.With(Transformer.Conversions.Select(c =>
        {
            SchemaShape.Column column = inputSchema.Required(c.Columns.Input);
            if (column.Kind != SchemaShape.Column.VectorKind.Vector || !VectorToImageConvertingTransformer.Takes(column.ItemType))
                throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", c.Columns.Input, "known-size vector of float, double or byte", column.GetTypeString());
            return new SchemaShape.Column(c.Columns.Output, SchemaShape.Column.VectorKind.Scalar, c.Type, false);
        }));
    }
}
