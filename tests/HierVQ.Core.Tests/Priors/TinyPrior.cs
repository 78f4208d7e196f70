using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>Small HQ-Transformers for tests.</summary>
internal static class TinyPrior
{
    /// <summary>2 x 3 top codes of 11 and 4 x 6 bottom codes of 7: no two sizes are equal.</summary>
    public static CodeLayout Layout { get; } = new(new CodeLevel(2, 3, 1, 11), new CodeLevel(4, 6, 1, 7));

    public static HqTransformerOptions Options => new() { Width = 16, Layers = 2, HeadLayers = 2, Heads = 2 };

    /// <summary>A prior with larger weights than training begins with, so that its distributions are far from even.</summary>
    public static HqTransformer Make(HqTransformerOptions? options = null, CodeLayout? layout = null, int classes = 3)
    {
        var prior = (HqTransformer)(options ?? Options).Create(PriorContext.Of(layout ?? Layout, classes));
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in prior.parameters())
            parameter.normal_(0, 0.3, generator);
        prior.eval();
        return prior;
    }

    public static ICodeSampler Decoder(HqTransformer prior, int maxBatch, LinearKernel kernel) => prior.CreateDecoder(new SamplerOptions { MaxBatch = maxBatch }, new LinearPacking(kernel));

    public static ICodeSampler TensorSampler(HqTransformer prior, int maxBatch) => prior.CreateSampler(new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.LibTorch });

    /// <summary>Random pyramids (rows, total codes).</summary>
    public static Tensor Codes(CodeLayout layout, int rows, int seed) => tensor([.. CodeArray(layout, rows, seed).Select(code => (long)code)], [rows, layout.TotalCodes]);

    public static int[] CodeArray(CodeLayout layout, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => layout.SelectMany(level => Enumerable.Range(0, level.Count).Select(_ => random.Next(level.CodebookSize))))];
    }

    public static float[] Floats(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
