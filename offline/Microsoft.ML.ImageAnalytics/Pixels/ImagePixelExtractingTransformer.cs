using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Images become vectors of their pixels.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private const string RegistrationName = "ImagePixelExtractor";

    internal readonly PixelExtraction[] Extractions;

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params PixelExtraction[] columns)
        : base(env.Register(RegistrationName), [.. columns.Select(c => c.Columns)]) => Extractions = columns;

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx) => Extractions = [.. ColumnPairs.Select(pair => new PixelExtraction(pair, ctx))];

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        ImageDataViewType type = inputSchema[srcCol].RequiredImage();
        if (type.Height <= 0 || type.Width <= 0)
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "known-size image", "unknown-size image");
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (PixelExtraction extraction in Extractions)
            extraction.Save(ctx.Writer);
    }

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImagePixelExtractingTransformer(env.Register(RegistrationName), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGPXEXT",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010002,
        verWeCanReadBack: 0x00010002,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImagePixelExtractingTransformer).Assembly.FullName);

    private sealed class Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema) : OneToOneMapper(parent, inputSchema)
    {
        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            PixelExtraction extraction = parent.Extractions[output];
            var type = (ImageDataViewType)Source(output).Type;
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(input.Schema[Source(output).Index]);
            MLImage source = null;
            disposer = () => source?.Dispose();
            if (!extraction.AsFloat)
            {
                return (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> values) =>
                {
                    getSource(ref source);
                    VBufferEditor<byte> editor = VBufferEditor.Create(ref values, extraction.TypeOf(type).Size, source is null ? 0 : null);
                    if (source is not null)
                        extraction.Extract(Checked(source, type), editor.Values);
                    values = editor.Commit();
                });
            }

            var bytes = new byte[extraction.TypeOf(type).Size];
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> values) =>
            {
                getSource(ref source);
                VBufferEditor<float> editor = VBufferEditor.Create(ref values, bytes.Length, source is null ? 0 : null);
                if (source is not null)
                {
                    extraction.Extract(Checked(source, type), bytes);
                    for (int i = 0; i < bytes.Length; i++)
                        editor.Values[i] = (bytes[i] - extraction.Offset) * extraction.Scale;
                }
                values = editor.Commit();
            });
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() =>
            [.. parent.Extractions.Select((e, i) => new DataViewSchema.DetachedColumn(e.Columns.Output, e.TypeOf((ImageDataViewType)Source(i).Type), null))];

        private static MLImage Checked(MLImage image, ImageDataViewType type)
        {
            Contracts.Check(
                image.Height == type.Height && image.Width == type.Width,
                $"An image of {image.Width} x {image.Height} pixels in a column of images of {type.Width} x {type.Height}");
            return image;
        }
    }
}
