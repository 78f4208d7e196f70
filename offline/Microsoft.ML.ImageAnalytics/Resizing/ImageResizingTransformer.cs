using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Images become images of one size.</summary>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private const string RegistrationName = "ImageScaler";

    internal readonly ImageResizing[] Resizings;

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizing[] columns)
        : base(env.Register(RegistrationName), [.. columns.Select(c => c.Columns)]) => Resizings = columns;

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx) => Resizings = [.. ColumnPairs.Select(pair => new ImageResizing(pair, ctx.Reader))];

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol) => inputSchema[srcCol].RequiredImage();

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        foreach (ImageResizing resizing in Resizings)
            resizing.Save(ctx.Writer);
    }

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageResizingTransformer(env.Register(RegistrationName), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGSCALF",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010003,
        verWeCanReadBack: 0x00010003,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageResizingTransformer).Assembly.FullName);

    private sealed class Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema) : OneToOneMapper(parent, inputSchema)
    {
        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            ImageResizing resizing = parent.Resizings[output];
            ValueGetter<MLImage> getSource = input.GetGetter<MLImage>(input.Schema[Source(output).Index]);
            MLImage source = null;
            disposer = null;
            ValueGetter<MLImage> getter = (ref MLImage image) =>
            {
                // The last row's image goes, also where it is the source itself: so it is in the real library.
                image?.Dispose();
                image = null;
                getSource(ref source);
                if (source is null)
                    return;
                bool fits = source.Width == resizing.Type.Width && source.Height == resizing.Type.Height;
                image = fits ? source : source.Resized(resizing.Type.Width, resizing.Type.Height, resizing.Kind, resizing.Anchor);
            };
            return getter;
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs() =>
            [.. parent.Resizings.Select(r => new DataViewSchema.DetachedColumn(r.Columns.Output, r.Type, null))];
    }
}
