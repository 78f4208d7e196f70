using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Vectors of pixels become images.</summary>
public sealed class VectorToImageConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "VectorToImageConverter";

    private const string RegistrationName = "VectorToImageConverter";

    internal readonly ImageConversion[] Conversions;

    internal VectorToImageConvertingTransformer(IHostEnvironment env, params ImageConversion[] columns)
        : base(env.Register(RegistrationName), [.. columns.Select(c => c.Columns)]) => Conversions = columns;

    private VectorToImageConvertingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx) => Conversions = [.. ColumnPairs.Select(pair => new ImageConversion(pair, ctx))];

    internal static bool Takes(DataViewType itemType)
        => itemType == NumberDataViewType.Single || itemType == NumberDataViewType.Double || itemType == NumberDataViewType.Byte;

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        DataViewSchema.Column column = inputSchema[srcCol];
        ImageConversion conversion = Conversions[col];
        if (column.Type is not VectorDataViewType vector)
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, "vector", column.Type.ToString());
        if (vector.Size != conversion.ValueCount || !Takes(vector.ItemType))
        {
            string expected = new VectorDataViewType(NumberDataViewType.Single, conversion.Type.Height, conversion.Type.Width, ColorPlanes.Count(conversion.Colors)).ToString();
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", column.Name, expected, vector.ToString());
        }
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (ImageConversion conversion in Conversions)
            conversion.Save(ctx.Writer);
    }

    private static VectorToImageConvertingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new VectorToImageConvertingTransformer(env.Register(RegistrationName), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "VECTOIMG",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010002,
        verWeCanReadBack: 0x00010003,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(VectorToImageConvertingTransformer).Assembly.FullName);

    private sealed class Mapper(VectorToImageConvertingTransformer parent, DataViewSchema inputSchema) : OneToOneMapper(parent, inputSchema)
    {
        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            disposer = null;
            ImageConversion conversion = parent.Conversions[output];
            DataViewSchema.Column column = input.Schema[Source(output).Index];
            DataViewType item = ((VectorDataViewType)column.Type).ItemType;
            if (item == NumberDataViewType.Byte)
                return Getter<byte>(input, column, values => conversion.ToImage(values));
            return item == NumberDataViewType.Single
                ? Getter<float>(input, column, values => conversion.ToImage(values))
                : Getter<double>(input, column, values => conversion.ToImage(Array.ConvertAll(values, value => (float)value)));
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() =>
            [.. parent.Conversions.Select(c => new DataViewSchema.DetachedColumn(c.Columns.Output, c.Type, null))];

        private static ValueGetter<MLImage> Getter<T>(DataViewRow input, DataViewSchema.Column column, Func<T[], MLImage> convert)
        {
            ValueGetter<VBuffer<T>> getVector = input.GetGetter<VBuffer<T>>(column);
            VBuffer<T> vector = default;
            return (ref MLImage image) =>
            {
                getVector(ref vector);
                if (vector.GetValues().Length == 0)
                {
                    image = null;
                    return;
                }
                image = convert([.. vector.DenseValues()]);
                image.Tag = nameof(VectorToImageConvertingTransformer);
            };
        }
    }
}
