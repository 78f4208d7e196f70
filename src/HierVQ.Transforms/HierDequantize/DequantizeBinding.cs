using HierVQ.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace HierVQ.Transforms;

/// <summary>HierDequantize bound to a schema.</summary>
internal sealed class DequantizeBinding : BatchBinding
{
    private readonly HierDequantizeOptions _options;
    private readonly SharedTokenizer _tokenizer;
    private readonly DataViewSchema.Column _codes;

    public DequantizeBinding(DataViewSchema input, HierDequantizeOptions options, SharedTokenizer? own)
        : this(input, options, own is null
            ? (CodesColumn.Find(input, options.InputColumnName).Column, CodesColumn.FindTokenizer(input, options.InputColumnName))
            : (CodesColumn.FindKnown(input, options.InputColumnName, own.Tokenizer.Layout, own.Id), own))
    {
    }

    private DequantizeBinding(DataViewSchema input, HierDequantizeOptions options, (DataViewSchema.Column Codes, SharedTokenizer Tokenizer) bound)
        : base(input, [bound.Codes], Outputs(options, new TokenizerDataViewType(bound.Tokenizer.Tokenizer.Options)), options.BatchSize)
    {
        _options = options;
        (_codes, _tokenizer) = bound;
        options.CheckLayout(_tokenizer.Tokenizer.Layout);
    }

    public override BatchRunner Start(DataViewRow row, bool[] active, int capacity)
    {
        bool pixels = active[^1] && _options.PixelsColumnName is not null;
        bool images = active[0] && _options.OutputColumnName is not null;
        return new DequantizeRunner(row, _codes, _tokenizer.Tokenizer, _options, images, pixels, capacity);
    }

    /// <summary>The columns that are made.</summary>
    public static IEnumerable<OutputColumn> Outputs(HierDequantizeOptions options, TokenizerDataViewType decoded)
    {
        int size = decoded.ImageSize, bytes = PixelForm.Of(decoded.Content, decoded.Classes).Bytes;
        DataViewSchema.Annotations? annotations = ContentAnnotations.Of(decoded);
        if (options.OutputColumnName is { } images)
            yield return new OutputColumn(images, new ImageDataViewType(size, size), annotations);
        if (options.PixelsColumnName is { } pixels)
            yield return new OutputColumn(pixels, new VectorDataViewType(NumberDataViewType.Single, bytes, size, size), annotations);
    }
}
