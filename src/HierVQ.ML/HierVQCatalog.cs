using HierVQ.Evaluation;
using HierVQ.Generation;
using HierVQ.Images;
using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ;

/// <summary>What HierVQ adds to a context beside its transforms: <c>ml.HierVQ</c>.</summary>
public sealed class HierVQCatalog
{
    private readonly IHostEnvironment _environment;

    internal HierVQCatalog(MLContext context) => _environment = context;

    /// <summary>The trainers of priors.</summary>
    public HierTrainers Trainers => new(_environment);

    /// <summary>Makes a generator of new images out of a fitted or loaded pipeline with a tokenizer and a prior.</summary>
    /// <param name="model">The pipeline. It stays the caller's, who disposes it after the generator.</param>
    /// <param name="batchSize">Images drawn at once; what is drawn does not depend on it. At least 1.</param>
    /// <exception cref="ArgumentException">The pipeline lacks a tokenizer or a prior, or they do not belong together.</exception>
    public HierVQGenerator CreateGenerator(ITransformer model, int batchSize = 16)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return new HierVQGenerator(GenerativeModel.Find(model), batchSize);
    }

    /// <summary>How near reconstructions are to their originals.</summary>
    /// <param name="data">Rows with both; those where either is missing are counted but not measured.</param>
    /// <param name="originalColumnName">Column of originals, of any type that HierQuantize takes; brought to the reconstruction's size.</param>
    /// <param name="reconstructedColumnName">Column of reconstructions (MLImage), as HierDequantize makes it.</param>
    /// <param name="fit">How originals of other shapes are brought to the size; the same as in HierQuantize.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    public ReconstructionMetrics EvaluateReconstruction(IDataView data, string originalColumnName = "Image", string reconstructedColumnName = "Reconstructed", ImageFit fit = ImageFit.Crop)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ReconstructionEvaluator.Evaluate(_environment.Register("HierVQ"), data, originalColumnName, reconstructedColumnName, fit);
    }

    /// <summary>How well a prior predicts codes.</summary>
    /// <param name="data">Scored rows; those without a score are counted but not measured.</param>
    /// <param name="scoreColumnName">Column of bits a code (Single), as HierTransformer makes it.</param>
    /// <param name="codeScoresColumnName">Column of bits of each code (Vector&lt;Single&gt;).</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    public LikelihoodMetrics EvaluateLikelihood(IDataView data, string scoreColumnName = "Score", string codeScoresColumnName = "CodeScores")
    {
        ArgumentNullException.ThrowIfNull(data);
        return LikelihoodEvaluator.Evaluate(data, scoreColumnName, codeScoresColumnName);
    }
}
