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
    /// <summary>An RQ-VAE of side x side x depth codes.</summary>
    public static RqVaeOptions TokenizerOptions(int side, int depth, int codes, int vectorSize, int[]? sizes = null) => new()
    {
        ImageSize = 2 * side,
        ChannelMultipliers = [1, 1],
        AttentionResolutions = [],
        LatentChannels = 16,
        EmbeddingSize = vectorSize,
        CodebookSize = codes,
        Quantizer = new ResidualQuantizerOptions { Depth = depth, SharedCodebook = sizes is null, CodebookSizes = sizes },
    };

    /// <summary>Every sampler that there is, for as many rows at once.</summary>
    public static IEnumerable<ICodeSampler> Samplers(RqTransformer prior, int maxBatch)
    {
        var options = new SamplerOptions { MaxBatch = maxBatch };
        yield return prior.CreateDecoder(options, LinearPacking.Best);
        yield return prior.CreateDecoder(options, new LinearPacking(new VectorLinearKernel()));
        yield return prior.CreateSampler(options with { Backend = SamplerBackend.LibTorch });
    }
}
