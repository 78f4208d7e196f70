using HierVQ.Codes;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>
/// The type of the annotation that holds a tokenizer in memory. It has no codec, so that it never gets into a zip. It knows images and codes, since a schema's shape passes on types but no values.
/// </summary>
internal sealed class TokenizerDataViewType(TokenizerOptions options) : StructuredDataViewType(typeof(SharedTokenizer))
{
    public int ImageSize { get; } = options.ImageSize;

    public ImageContent Content { get; } = options.Content;

    public int Classes { get; } = options.Classes;

    public CodeLayout Layout { get; } = options.Layout;

    public override bool Equals(DataViewType? other) => other is TokenizerDataViewType tokenizer
        && tokenizer.ImageSize == ImageSize && tokenizer.Content == Content && tokenizer.Classes == Classes && tokenizer.Layout.Equals(Layout);

    public override bool Equals(object? other) => Equals(other as DataViewType);

    public override int GetHashCode() => HashCode.Combine(nameof(TokenizerDataViewType), ImageSize, Content, Classes, Layout);

    public override string ToString() => $"Tokenizer<{ImageSize}, {Content}, {Classes}, {Layout}>";
}
