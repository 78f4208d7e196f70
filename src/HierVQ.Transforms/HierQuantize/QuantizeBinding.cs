using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>HierQuantize bound to a schema.</summary>
internal sealed class QuantizeBinding : BatchBinding
{
    private readonly IHost _host;
    private readonly HierQuantizeOptions _options;
    private readonly SharedTokenizer _tokenizer;
    private readonly DataViewSchema.Column _images;

    public QuantizeBinding(IHost host, DataViewSchema input, HierQuantizeOptions options, SharedTokenizer tokenizer)
        : this(host, input, options, tokenizer, FindImages(input, options, tokenizer.Tokenizer.Options)) { }

    private QuantizeBinding(IHost host, DataViewSchema input, HierQuantizeOptions options, SharedTokenizer tokenizer, DataViewSchema.Column images)
        : base(input, [images], Outputs(options, tokenizer), options.BatchSize)
    {
        _host = host;
        _options = options;
        _tokenizer = tokenizer;
        _images = images;
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity) =>
        new QuantizeRunner(row, _images, _options.ImageInput(_tokenizer.Tokenizer.Options.ImageSize, _tokenizer.Tokenizer.Options.Pixels), new BadImageCount(_host, _images.Name), _tokenizer.Tokenizer, active, capacity);

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it holds no images, or pixels of another size.</exception>
    public static DataViewSchema.Column FindImages(DataViewSchema schema, HierQuantizeOptions options, TokenizerOptions tokenizer)
    {
        int size = tokenizer.ImageSize, numbers = tokenizer.Pixels.Bytes * size * size;
        DataViewSchema.Column column = SchemaCheck.Find(schema, options.InputColumnName, ColumnRule.Image);
        if (column.Type is VectorDataViewType { IsKnownSize: true, ItemType: NumberDataViewType item } vector
            && item == NumberDataViewType.Single && vector.Size != numbers)
        {
            throw SchemaCheck.Mismatch(column.Name, $"pixels of an image of {size} x {size}: Vector<Single, {numbers}>", vector.ToString());
        }
        return column;
    }

    private static IEnumerable<OutputColumn> Outputs(HierQuantizeOptions options, SharedTokenizer tokenizer)
    {
        yield return new OutputColumn(options.OutputColumnName, CodesColumn.Type(tokenizer.Tokenizer.Layout),
            CodesColumn.Annotations(tokenizer.Tokenizer.Layout, tokenizer.Id, tokenizer));
        if (options.LatentsColumnName is { } latents)
            yield return new OutputColumn(latents, new VectorDataViewType(NumberDataViewType.Single, tokenizer.Tokenizer.LatentSize));
    }
}
