using HierVQ;
using HierVQ.Tokenizers;
using HierVQ.Transforms;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds <c>HierDequantize</c> to the transforms of a context.</summary>
public static class HierDequantizeCatalog
{
    /// <summary>Decodes codes into images with the tokenizer that made them, which comes earlier in the pipeline.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of images (MLImage) that is made.</param>
    /// <param name="inputColumnName">Name of the column of codes.</param>
    /// <param name="levels">Levels to decode, from the top; null for all.</param>
    /// <param name="depths">Codes to decode at each position, from the first depth of residual quantization; null for all.</param>
    public static HierDequantizeEstimator HierDequantize(this TransformsCatalog catalog, string outputColumnName = "Reconstructed", string inputColumnName = "Codes", int? levels = null, int? depths = null) =>
        HierDequantize(catalog, new HierDequantizeOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Levels = levels, Depths = depths });

    /// <summary>Decodes codes into images with a fitted tokenizer, which is saved along: such a model decodes by itself.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of images (MLImage) that is made.</param>
    /// <param name="inputColumnName">Name of the column of codes.</param>
    /// <param name="tokenizer">The fitted tokenizer. It stays the caller's, who disposes it after the transformers that use it.</param>
    /// <param name="levels">Levels to decode, from the top; null for all.</param>
    /// <param name="depths">Codes to decode at each position, from the first depth of residual quantization; null for all.</param>
    public static HierDequantizeEstimator HierDequantize(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, ITokenizer tokenizer, int? levels = null, int? depths = null)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return HierDequantize(catalog, new HierDequantizeOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, FittedTokenizer = tokenizer, Levels = levels, Depths = depths });
    }

    /// <summary>Decodes codes into images, with everything that can be set.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="options">Columns, levels and tokenizer.</param>
    public static HierDequantizeEstimator HierDequantize(this TransformsCatalog catalog, HierDequantizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new HierDequantizeEstimator(CatalogUtils.GetEnvironment(catalog), options);
    }
}
