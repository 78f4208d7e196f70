using HierVQ;
using HierVQ.Transforms;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds <c>HierTokenize</c> to the transforms of a context.</summary>
public static class HierTokenizeCatalog
{
    /// <summary>Turns text into tokens of a published byte-pair-encoding vocabulary, for priors that text conditions.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of tokens that is made: Vector&lt;Key&lt;UInt32, V&gt;&gt; of known size, token t being the key t + 1; all keys of an empty text are missing.</param>
    /// <param name="inputColumnName">Name of the column of texts.</param>
    /// <param name="tokens">The vocabulary, and how text becomes tokens of it.</param>
    /// <exception cref="ArgumentException">The vocabulary is missing or lacks a token that is asked for, or an option is out of its range.</exception>
    public static HierTokenizeEstimator HierTokenize(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, BpeOptions tokens) =>
        HierTokenize(catalog, new HierTokenizeOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName, Tokens = tokens });

    /// <summary>Turns text into tokens of a published byte-pair-encoding vocabulary, with everything that can be set.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="options">Columns, vocabulary, and how text becomes tokens of it.</param>
    /// <exception cref="ArgumentException">The vocabulary is missing or lacks a token that is asked for, or an option is out of its range.</exception>
    public static HierTokenizeEstimator HierTokenize(this TransformsCatalog catalog, HierTokenizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new HierTokenizeEstimator(CatalogUtils.GetEnvironment(catalog), options);
    }
}
