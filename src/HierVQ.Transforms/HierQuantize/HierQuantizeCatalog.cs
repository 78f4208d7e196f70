using HierVQ;
using HierVQ.Tokenizers;
using HierVQ.Transforms;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds <c>HierQuantize</c> to the transforms of a context.</summary>
public static class HierQuantizeCatalog
{
    /// <summary>Trains a tokenizer on images and turns them into codes.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of codes that is made: Vector&lt;Key&lt;UInt32, K&gt;&gt; of known size.</param>
    /// <param name="inputColumnName">Name of the column of images: MLImage, encoded bytes (Vector&lt;Byte&gt;), paths (Text) or pixels (Vector&lt;Single&gt;).</param>
    /// <param name="tokenizer">Which tokenizer is trained, and how; null for <see cref="HqVaeOptions"/> with its defaults.</param>
    /// <param name="latentsColumnName">Name of a column of the features before quantization, for training with soft labels; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static HierQuantizeEstimator HierQuantize(this TransformsCatalog catalog, string outputColumnName = "Codes", string inputColumnName = "Image",
        TokenizerOptions? tokenizer = null, string? latentsColumnName = null) =>
        HierQuantize(catalog, new HierQuantizeOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            Tokenizer = tokenizer ?? new HqVaeOptions(),
            LatentsColumnName = latentsColumnName,
        });

    /// <summary>Turns images into codes with a tokenizer that is fitted already: nothing is trained.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of codes that is made.</param>
    /// <param name="inputColumnName">Name of the column of images.</param>
    /// <param name="tokenizer">The fitted tokenizer. It stays the caller's, who disposes it after the transformers that use it.</param>
    /// <param name="latentsColumnName">Name of a column of the features before quantization; null for none.</param>
    public static HierQuantizeEstimator HierQuantize(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, ITokenizer tokenizer, string? latentsColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return HierQuantize(catalog, new HierQuantizeOptions
        {
            OutputColumnName = outputColumnName,
            InputColumnName = inputColumnName,
            FittedTokenizer = tokenizer,
            LatentsColumnName = latentsColumnName,
        });
    }

    /// <summary>Trains a tokenizer on images and turns them into codes, with everything that can be set.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="options">Columns, image reading and tokenizer.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public static HierQuantizeEstimator HierQuantize(this TransformsCatalog catalog, HierQuantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new HierQuantizeEstimator(CatalogUtils.GetEnvironment(catalog), options);
    }
}
