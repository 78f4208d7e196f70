using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
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

    /// <summary>1 x 2, 2 x 4 and 4 x 8 codes of 11, 7 and 5.</summary>
    public static CodeLayout ThreeLevels { get; } = new(new CodeLevel(1, 2, 1, 11), new CodeLevel(2, 4, 1, 7), new CodeLevel(4, 8, 1, 5));

    /// <summary>1 x 1 to 8 x 8 codes.</summary>
    public static CodeLayout FourLevels { get; } = new(new CodeLevel(1, 1, 1, 11), new CodeLevel(2, 2, 1, 7), new CodeLevel(4, 4, 1, 5), new CodeLevel(8, 8, 1, 3));

    /// <summary>A layout of so many levels.</summary>
    public static CodeLayout LayoutOf(int levels) => levels switch { 2 => Layout, 3 => ThreeLevels, _ => FourLevels };

    public static HqTransformerOptions Options => new() { Width = 16, Layers = 2, HeadLayers = 2, Heads = 2 };

    /// <summary>A prior with larger weights than training begins with, so that its distributions are far from even.</summary>
    public static HqTransformer Make(HqTransformerOptions? options = null, CodeLayout? layout = null, int classes = 3) =>
        Make(options, layout, ConditionShape.Class(classes));

    public static HqTransformer Make(HqTransformerOptions? options, CodeLayout? layout, ConditionShape condition)
    {
        var prior = (HqTransformer)(options ?? Options).Create(new PriorContext(layout ?? Layout, condition, CPU));
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in prior.parameters())
            parameter.normal_(0, 0.3, generator);
        prior.eval();
        return prior;
    }

    public static ICodeSampler Decoder(HqTransformer prior, int maxBatch, LinearKernel kernel) => ((IKernelSampled)prior).CreateDecoder(new SamplerOptions { MaxBatch = maxBatch }, new LinearPacking(kernel));

    public static ICodeSampler TensorSampler(HqTransformer prior, int maxBatch) => prior.CreateSampler(new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.LibTorch });

    /// <summary>Random pyramids (rows, total codes).</summary>
    public static Tensor Codes(CodeLayout layout, int rows, int seed) => tensor([.. CodeArray(layout, rows, seed).Select(code => (long)code)], [rows, layout.TotalCodes]);

    public static int[] CodeArray(CodeLayout layout, int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => layout.SelectMany(level => Enumerable.Range(0, level.Count).Select(_ => random.Next(level.CodebookSize))))];
    }

    /// <summary>Teacher-forced logits of each level, (4^level T N, K), and the codes in the same order.</summary>
    public static (Tensor[] Logits, Tensor[] Codes) Logits(HqTransformer prior, Tensor codes, Tensor? conditions)
    {
        using IDisposable noGrad = no_grad();
        Tensor[] levels = new LocalPyramids(prior.Layout).Split(codes);
        Tensor entries = new ConditionInput(prior.Condition, prior.Options.ConditionDropout).Rows(conditions, codes.size(0), prior.Device);
        return (prior.HeadLogits(prior.Hidden(levels, entries, TransformerPass.Scoring), levels, TransformerPass.Scoring), levels);
    }

    public static float[] Floats(Tensor tensor) => tensor.detach().contiguous().data<float>().ToArray();
}
