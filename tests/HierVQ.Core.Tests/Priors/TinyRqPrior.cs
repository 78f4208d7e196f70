using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>Small RQ-Transformers, and small RQ-VAEs for them to be bound to.</summary>
internal static class TinyRqPrior
{
    public const int Side = 2;
    public const int Depth = 3;
    public const int Codes = 11;

    /// <summary>2 x 2 x 3 codes of 11.</summary>
    public static CodeLayout Layout { get; } = new(new CodeLevel(Side, Side, Depth, Codes));

    public static RqTransformerOptions Options => new() { Width = 16, Layers = 2, HeadLayers = 2, Heads = 2 };

    /// <summary>Options that read no code vectors.</summary>
    public static RqTransformerOptions OwnTables => new()
    {
        Width = 16,
        Layers = 2,
        HeadLayers = 2,
        Heads = 2,
        InputEmbedding = CodeEmbedding.Table,
        HeadEmbedding = CodeEmbedding.Table,
    };

    /// <summary>Every way to read codes and to classify, by name.</summary>
    public static Dictionary<string, Action<RqTransformerOptions>> Variants { get; } = new()
    {
        ["published"] = _ => { },
        ["last code vector alone"] = options => options.CumulativeDepth = false,
        ["table"] = options => (options.InputEmbedding, options.HeadEmbedding) = (CodeEmbedding.Table, CodeEmbedding.Table),
        ["table a depth"] = options => (options.InputEmbedding, options.HeadEmbedding, options.SharedTable) = (CodeEmbedding.Table, CodeEmbedding.Table, false),
        ["table for the body"] = options => (options.InputEmbedding, options.CumulativeDepth) = (CodeEmbedding.Table, false),
        ["table for the head"] = options => (options.HeadEmbedding, options.SharedTable) = (CodeEmbedding.Table, false),
        ["classifier a depth, approximate GELU"] = options => (options.SharedClassifier, options.ApproximateGelu) = (false, true),
    };

    /// <summary>An RQ-VAE of side x side x depth codes.</summary>
    /// <param name="sizes">Codes of each depth's own codebook; null for one codebook.</param>
    public static RqVaeOptions TokenizerOptions(int side = Side, int depth = Depth, int codes = Codes, int vectorSize = 5, int[]? sizes = null) => new()
    {
        ImageSize = 2 * side,
        ChannelMultipliers = [1, 1],
        AttentionResolutions = [],
        LatentChannels = 16,
        EmbeddingSize = vectorSize,
        CodebookSize = codes,
        Quantizer = new ResidualQuantizerOptions { Depth = depth, SharedCodebook = sizes is null, CodebookSizes = sizes },
    };

    /// <summary>A prior with larger weights than training begins with, so that its distributions are far from even, bound to a tokenizer of its layout.</summary>
    public static RqTransformer Make(RqTransformerOptions? options = null, ConditionShape? condition = null, RqVaeOptions? tokenizerOptions = null)
    {
        using ITokenizer tokenizer = (tokenizerOptions ?? TokenizerOptions()).Create(CPU);
        var prior = (RqTransformer)(options ?? Options).Create(new PriorContext(tokenizer.Layout, condition ?? ConditionShape.Class(3), CPU, tokenizer));
        Randomize(prior);
        return prior;
    }

    public static void Randomize(RqTransformer prior)
    {
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in prior.parameters())
            parameter.normal_(0, 0.3, generator);
        prior.eval();
    }

    /// <summary>Every sampler that there is, for as many rows at once.</summary>
    public static IEnumerable<ICodeSampler> Samplers(RqTransformer prior, int maxBatch)
    {
        var options = new SamplerOptions { MaxBatch = maxBatch };
        yield return ((IKernelSampled)prior).CreateDecoder(options, LinearPacking.Best);
        yield return ((IKernelSampled)prior).CreateDecoder(options, new LinearPacking(new VectorLinearKernel()));
        yield return prior.CreateSampler(options with { Backend = SamplerBackend.LibTorch });
    }
}
