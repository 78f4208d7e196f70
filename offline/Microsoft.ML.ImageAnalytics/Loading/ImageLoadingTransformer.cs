using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Data;

/// <summary>Paths become images, or the bytes of their files.</summary>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    public readonly string ImageFolder;

    internal readonly bool DecodesImages;

    internal ImageLoadingTransformer(IHostEnvironment env, string imageFolder, bool decode, params (string outputColumnName, string inputColumnName)[] columns)
        : base(env.Register(nameof(ImageLoadingTransformer)), columns)
    {
        ImageFolder = imageFolder;
        DecodesImages = decode;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        DecodesImages = ctx.Reader.ReadFlag();
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
            throw Contracts.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, TextDataViewType.Instance.ToString(), inputSchema[srcCol].Type.ToString());
    }

    private protected override RowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(DecodesImages);
    }

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "IMGLOADR",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010003,
        verWeCanReadBack: 0x00010003,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(ImageLoadingTransformer).Assembly.FullName);

    private sealed class Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema) : OneToOneMapper(parent, inputSchema)
    {
        public override Delegate MakeGetter(DataViewRow input, int output, out Action disposer)
        {
            ValueGetter<ReadOnlyMemory<char>> getPath = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[Source(output).Index]);
            if (parent.DecodesImages)
                return Images(getPath, out disposer);
            disposer = null;
            return Bytes(getPath);
        }

        protected override DataViewSchema.DetachedColumn[] MakeOutputs()
        {
            DataViewType type = parent.DecodesImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return [.. parent.ColumnPairs.Select(p => new DataViewSchema.DetachedColumn(p.outputColumnName, type, null))];
        }

        private ValueGetter<MLImage> Images(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            MLImage last = null;
            ReadOnlyMemory<char> text = default;
            disposer = () => last?.Dispose();
            return (ref MLImage image) =>
            {
                image?.Dispose();
                image = null;
                getPath(ref text);
                if (text.Length > 0)
                {
                    string path = PathOf(text);
                    image = MLImage.CreateFromStream(new MemoryStream(File.ReadAllBytes(path)));
                    image.Tag = path;
                }
                last = image;
            };
        }

        private ValueGetter<VBuffer<byte>> Bytes(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> text = default;
            return (ref VBuffer<byte> bytes) =>
            {
                getPath(ref text);
                byte[] file = text.Length > 0 ? File.ReadAllBytes(PathOf(text)) : [];
                VBufferEditor<byte> editor = VBufferEditor.Create(ref bytes, file.Length);
                file.CopyTo(editor.Values);
                bytes = editor.Commit();
            };
        }

        private string PathOf(ReadOnlyMemory<char> text) =>
            string.IsNullOrWhiteSpace(parent.ImageFolder) ? text.ToString() : Path.Combine(parent.ImageFolder, text.ToString());
    }
}
