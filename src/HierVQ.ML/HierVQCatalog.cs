using HierVQ.Evaluation;
using HierVQ.Generation;
using HierVQ.Images;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HierVQ;

/// <summary>What HierVQ adds to a context beside its transforms: <c>ml.HierVQ</c>.</summary>
public sealed class HierVQCatalog
{
    private readonly MLContext _context;
    private readonly IHostEnvironment _environment;

    internal HierVQCatalog(MLContext context) => (_context, _environment) = (context, context);

    /// <summary>The trainers of priors.</summary>
    public HierTrainers Trainers => new(_environment);

    /// <summary>Makes a transformer out of published weights of a tokenizer: nothing is trained.</summary>
    /// <param name="tokenizer">The shape of the published model; its options of training do not count.</param>
    /// <param name="path">A safetensors file, or one of PyTorch's <c>torch.save</c>, under the names of the reference implementation or of HierVQ.</param>
    /// <param name="outputColumnName">Name of the column of codes that it makes.</param>
    /// <param name="inputColumnName">Name of the column of images that it reads.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="PublishedWeightsException">The weights are not those of a model of this shape; everything missing, unknown or misshapen is listed.</exception>
    /// <exception cref="TorchArchiveException">A file of <c>torch.save</c> is damaged, or holds more than tensors and plain containers.</exception>
    /// <exception cref="SafeTensorsException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public HierQuantizeTransformer ImportTokenizer(TokenizerOptions tokenizer, string path, string outputColumnName = "Codes", string inputColumnName = "Image") =>
        ImportTokenizer(new HierQuantizeOptions { Tokenizer = tokenizer, OutputColumnName = outputColumnName, InputColumnName = inputColumnName }, path);

    /// <summary>Makes a transformer out of published weights of a tokenizer, with everything that can be set.</summary>
    /// <param name="options">Columns, image reading and the shape of the published model.</param>
    /// <param name="path">A safetensors file, or one of PyTorch's <c>torch.save</c>.</param>
    /// <param name="dictionary">In a file of <c>torch.save</c>, the dictionary with the weights, keys joined by '/', for instance <c>state_dict_ema</c>; null to find it.</param>
    /// <param name="prefix">What the names of the wanted network begin with, for instance <c>cond_stage_model.</c>; null to find it.</param>
    /// <exception cref="ArgumentException">A fitted tokenizer is given, or an option is out of its range.</exception>
    /// <exception cref="PublishedWeightsException">The weights are not those of a model of this shape; everything missing, unknown or misshapen is listed.</exception>
    public HierQuantizeTransformer ImportTokenizer(HierQuantizeOptions options, string path, string? dictionary = null, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (options.FittedTokenizer is not null)
            throw new ArgumentException("FittedTokenizer is given; it has its weights. Leave it null to import others into a new tokenizer.", nameof(options));
        return HierQuantizeTransformer.Import(_environment, options, path, dictionary, prefix);
    }

    /// <summary>Makes a transformer out of published weights of a prior: nothing is trained. Appended to its tokenizer it is a pipeline that scores and generates.</summary>
    /// <typeparam name="TTransformer">What the trainer makes.</typeparam>
    /// <param name="trainer">The trainer of such a prior, with columns and the shape of the published model; its options of training do not count.</param>
    /// <param name="tokenizer">The tokenizer whose codes the prior models, imported from its own weights for example. It stays the caller's.</param>
    /// <param name="path">A safetensors file, or one of PyTorch's <c>torch.save</c>, under the names of the reference implementation or of HierVQ.</param>
    /// <param name="options">What conditions the prior, and where in the file its weights are; null for an unconditional one that is to be found.</param>
    /// <exception cref="ArgumentException">The prior cannot model the tokenizer's codes, or what conditions it does not go together with the trainer's columns.</exception>
    /// <exception cref="PublishedWeightsException">The weights are not those of a prior of this shape; everything missing, unknown or misshapen is listed.</exception>
    /// <exception cref="TorchArchiveException">A file of <c>torch.save</c> is damaged, or holds more than tensors and plain containers.</exception>
    /// <exception cref="SafeTensorsException">A safetensors file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public TTransformer ImportPrior<TTransformer>(PriorTrainer<TTransformer> trainer, HierQuantizeTransformer tokenizer, string path, PriorImportOptions? options = null)
        where TTransformer : PriorTransformer
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return trainer.Import(tokenizer, path, options ?? new PriorImportOptions());
    }

    /// <summary>Makes a generator of new images out of a fitted or loaded pipeline with a tokenizer and a prior.</summary>
    /// <param name="model">The pipeline. It stays the caller's, who disposes it after the generator.</param>
    /// <param name="batchSize">Images drawn at once; what is drawn does not depend on it. At least 1.</param>
    /// <exception cref="ArgumentException">The pipeline lacks a tokenizer or a prior, or they do not belong together.</exception>
    public HierVQGenerator CreateGenerator(ITransformer model, int batchSize = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return CreateGenerator(model, new SamplerOptions { MaxBatch = batchSize });
    }

    /// <summary>Makes a generator of new images out of a fitted or loaded pipeline with a tokenizer and a prior, with everything that can be set.</summary>
    /// <param name="model">The pipeline. It stays the caller's, who disposes it after the generator.</param>
    /// <param name="options">What the drawing runs on, and images drawn at once.</param>
    /// <exception cref="ArgumentException">The pipeline lacks a tokenizer or a prior, or they do not belong together; or the prior's device cannot do what is asked.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public HierVQGenerator CreateGenerator(ITransformer model, SamplerOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new HierVQGenerator(_context, GenerativeModel.Find(model), options);
    }

    /// <summary>How near reconstructions are to their originals.</summary>
    /// <param name="data">Rows with both; those where either is missing are counted but not measured.</param>
    /// <param name="originalColumnName">Column of originals, of any type that HierQuantize takes; brought to the reconstruction's size.</param>
    /// <param name="reconstructedColumnName">Column of reconstructions (MLImage), as HierDequantize makes it.</param>
    /// <param name="fit">How originals of other shapes are brought to the size; the same as in HierQuantize.</param>
    /// <param name="codesColumnName">Column of codes, as HierQuantize makes it, whose use is measured as well; null (default) for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    public ReconstructionMetrics EvaluateReconstruction(IDataView data, string originalColumnName = "Image", string reconstructedColumnName = "Reconstructed", ImageFit fit = ImageFit.Crop,
        string? codesColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ReconstructionEvaluator.Evaluate(_environment.Register("HierVQ"), data, originalColumnName, reconstructedColumnName, fit, codesColumnName);
    }

    /// <summary>How near reconstructed segmentations are to their originals.</summary>
    /// <param name="data">Rows with both; those where either is missing are counted but not measured.</param>
    /// <param name="originalColumnName">Column of originals, of any type that HierQuantize takes; brought to the reconstruction's size.</param>
    /// <param name="reconstructedColumnName">Column of reconstructions (MLImage), as HierDequantize makes it with a tokenizer of segmentations.</param>
    /// <param name="fit">How originals of other shapes are brought to the size; the same as in HierQuantize.</param>
    /// <param name="codesColumnName">Column of codes, as HierQuantize makes it, whose use is measured as well; null (default) for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or holds something else.</exception>
    public SegmentationMetrics EvaluateSegmentation(IDataView data, string originalColumnName = "Image", string reconstructedColumnName = "Reconstructed", ImageFit fit = ImageFit.Crop,
        string? codesColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return SegmentationEvaluator.Evaluate(_environment.Register("HierVQ"), data, originalColumnName, reconstructedColumnName, fit, codesColumnName);
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
