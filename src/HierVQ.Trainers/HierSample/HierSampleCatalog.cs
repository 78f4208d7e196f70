using HierVQ;
using HierVQ.Trainers;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds <c>HierSample</c> to the transforms of a context.</summary>
public static class HierSampleCatalog
{
    /// <summary>Fills holes in codes by drawing from the prior that comes earlier in the pipeline.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of complete codes that is made.</param>
    /// <param name="inputColumnName">Name of the column of codes; a missing key (0) is a hole.</param>
    /// <param name="labelColumnName">Name of the column of labels that condition the drawing; null for none.</param>
    /// <param name="options">Temperature, top-k, top-p, guidance and seed; null for the defaults.</param>
    public static HierSampleEstimator HierSample(this TransformsCatalog catalog, string outputColumnName = "Codes", string inputColumnName = "Codes",
        string? labelColumnName = null, SamplingOptions? options = null) =>
        HierSample(catalog, Options(outputColumnName, inputColumnName, labelColumnName, options));

    /// <summary>Fills holes in codes by drawing from a fitted prior, which is saved along.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of complete codes that is made.</param>
    /// <param name="inputColumnName">Name of the column of codes; a missing key (0) is a hole.</param>
    /// <param name="prior">The fitted prior. It stays the caller's, who disposes it after the transformers that use it.</param>
    /// <param name="labelColumnName">Name of the column of labels that condition the drawing; null for none.</param>
    /// <param name="options">Temperature, top-k, top-p, guidance and seed; null for the defaults.</param>
    public static HierSampleEstimator HierSample(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, PriorTransformer prior,
        string? labelColumnName = null, SamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(prior);
        return new HierSampleEstimator(CatalogUtils.GetEnvironment(catalog), Options(outputColumnName, inputColumnName, labelColumnName, options), fitted: prior);
    }

    /// <summary>Trains a prior on the data it is fitted to, and fills holes in codes by drawing from it.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="outputColumnName">Name of the column of complete codes that is made.</param>
    /// <param name="inputColumnName">Name of the column of codes; a missing key (0) is a hole.</param>
    /// <param name="trainer">Makes the prior, which is saved along: any trainer of HierVQ.</param>
    /// <param name="labelColumnName">Name of the column of labels that condition the drawing; null for none.</param>
    /// <param name="options">Temperature, top-k, top-p, guidance and seed; null for the defaults.</param>
    public static HierSampleEstimator HierSample(this TransformsCatalog catalog, string outputColumnName, string inputColumnName, IEstimator<PriorTransformer> trainer,
        string? labelColumnName = null, SamplingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trainer);
        return new HierSampleEstimator(CatalogUtils.GetEnvironment(catalog), Options(outputColumnName, inputColumnName, labelColumnName, options), trainer: trainer);
    }

    /// <summary>Fills holes in codes by drawing from the prior that comes earlier in the pipeline, with everything that can be set.</summary>
    /// <param name="catalog">The transforms of a context.</param>
    /// <param name="options">Columns, seeds and how codes are drawn.</param>
    /// <param name="prior">A fitted prior to draw from instead, which is saved along; null for none.</param>
    public static HierSampleEstimator HierSample(this TransformsCatalog catalog, HierSampleOptions options, PriorTransformer? prior = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new HierSampleEstimator(CatalogUtils.GetEnvironment(catalog), options, fitted: prior);
    }

    private static HierSampleOptions Options(string outputColumnName, string inputColumnName, string? labelColumnName, SamplingOptions? options) => new()
    {
        OutputColumnName = outputColumnName,
        InputColumnName = inputColumnName,
        LabelColumnName = labelColumnName,
        Sampling = options ?? new SamplingOptions(),
    };
}
