using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>Small raster transformers over codes of every form.</summary>
internal static class TinyRaster
{
    /// <summary>One map that every ordering goes through.</summary>
    public static CodeLayout Map { get; } = new(new CodeLevel(4, 4, 1, 9));

    /// <summary>Two levels of other codebooks, the second of two codes a position.</summary>
    public static CodeLayout Levels { get; } = new(new CodeLevel(2, 2, 1, 5), new CodeLevel(4, 4, 2, 7));

    /// <summary>Another image's codes, for a condition.</summary>
    public static CodeLayout Other { get; } = new(new CodeLevel(2, 3, 1, 6));

    public static RasterTransformerOptions Options => new() { Width = 16, Layers = 2, Heads = 2 };

    /// <summary>Every kind of condition by name.</summary>
    public static ConditionShape Condition(string name) => name switch
    {
        "none" => ConditionShape.None,
        "class" => ConditionShape.Class(3),
        "text" => ConditionShape.Tokens(11, 5),
        "codes" => ConditionShape.Codes(Other),
        "above" => ConditionShape.Above(Other),
        _ => ConditionShape.Class(3).With(ConditionShape.Codes(Other)),
    };

    /// <summary>Random conditions, a row after the other.</summary>
    public static int[] Conditions(ConditionShape shape, int rows, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => shape.Parts.SelectMany(part => Enumerable.Range(0, part.Length).Select(_ => random.Next(part.Vocabulary))))];
    }

    /// <summary>The same as a tensor (rows, length); null without a condition.</summary>
    public static Tensor? ConditionTensor(ConditionShape shape, int rows, int seed = 2) => shape.Length == 0
        ? null
        : tensor([.. Conditions(shape, rows, seed).Select(number => (long)number)], [rows, shape.Length]);

    /// <summary>A prior with larger weights than training begins with, so that its distributions are far from even.</summary>
    public static RasterTransformer Make(RasterTransformerOptions? options = null, CodeLayout? layout = null, ConditionShape? condition = null)
    {
        var prior = (RasterTransformer)(options ?? Options).Create(new PriorContext(layout ?? Map, condition ?? ConditionShape.None, CPU));
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in prior.parameters())
            parameter.normal_(0, 0.3, generator);
        prior.eval();
        return prior;
    }

    /// <summary>Every way to draw: the best kernel, the kernel for any processor, libtorch.</summary>
    public static IEnumerable<ICodeSampler> Samplers(RasterTransformer prior, int batch)
    {
        var options = new SamplerOptions { MaxBatch = batch };
        yield return ((IKernelSampled)prior).CreateDecoder(options, LinearPacking.Best);
        yield return ((IKernelSampled)prior).CreateDecoder(options, new LinearPacking(new VectorLinearKernel()));
        yield return prior.CreateSampler(options with { Backend = SamplerBackend.LibTorch });
    }

    public static int[] Holes(CodeLayout layout, int rows) => [.. Enumerable.Repeat(-1, rows * layout.TotalCodes)];

    public static Tensor Codes(int[] codes, CodeLayout layout) => tensor([.. codes.Select(code => (long)code)], [codes.Length / layout.TotalCodes, layout.TotalCodes]);
}
