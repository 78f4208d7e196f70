using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>Every kind of quantizer at a tiny size, and with every remedy that goes with it.</summary>
internal static class TinyQuantizers
{
    public const int Codes = 64, Length = 6;

    /// <summary>Options by a name that tests show.</summary>
    public static IReadOnlyDictionary<string, QuantizerOptions> All { get; } = new Dictionary<string, QuantizerOptions>
    {
        ["ema"] = new EmaQuantizerOptions { RestartThreshold = 0.01 },
        ["ema without restart"] = new EmaQuantizerOptions { RestartUnusedCodes = false },
        ["ema with k-means"] = new EmaQuantizerOptions { KMeansBatches = 2, RestartThreshold = 0.01 },
        ["ema, normalized, few dimensions"] = new EmaQuantizerOptions { CodeSize = 3, NormalizeCodes = true, RestartThreshold = 0.01 },
        ["gradient"] = new GradientQuantizerOptions(),
        ["gradient, legacy"] = new GradientQuantizerOptions { LossForm = CodebookLossForm.Legacy },
        ["gradient with rotation"] = new GradientQuantizerOptions { Gradient = CodeGradient.Rotation },
        ["gradient with restart"] = new GradientQuantizerOptions { RestartUnusedCodes = true },
        ["gradient, everything"] = new GradientQuantizerOptions { RestartUnusedCodes = true, KMeansBatches = 2, CodeSize = 4, NormalizeCodes = true, Gradient = CodeGradient.Rotation },
        ["simvq"] = new SimVqQuantizerOptions(),
        ["simvq with k-means"] = new SimVqQuantizerOptions { KMeansBatches = 1 },
        ["residual"] = new ResidualQuantizerOptions { Depth = 3, RestartThreshold = 0.01 },
        ["residual, separate, k-means"] = new ResidualQuantizerOptions { Depth = 2, SharedCodebook = false, CodebookSizes = [Codes, 16], Decay = new[] { 0.99, 0.9 }, KMeansBatches = 2, RestartThreshold = 0.01 },
        ["residual, few dimensions, last depth"] = new ResidualQuantizerOptions { Depth = 3, CodeSize = 4, Update = ResidualUpdate.AfterLastDepth, Gradient = CodeGradient.Rotation, RestartThreshold = 0.01 },
        ["gumbel"] = new GumbelQuantizerOptions(),
        ["gumbel, mixtures"] = new GumbelQuantizerOptions { StraightThrough = false },
        ["fsq"] = new FiniteScalarQuantizerOptions(),
        ["fsq, levels"] = new FiniteScalarQuantizerOptions { Levels = [4, 4, 4] },
        ["lfq"] = new LookupFreeQuantizerOptions(),
    };

    public static Quantizer Create(QuantizerOptions options, Generator random, int codes = Codes, int length = Length, ulong seed = 1)
    {
        using var init = new Generator(seed);
        Quantizer quantizer = options.Create(codes, length, new QuantizerContext(CPU, init, random));
        quantizer.eval();
        return quantizer;
    }

    /// <summary>Normal random vectors, (count, length).</summary>
    public static Tensor Vectors(int count, int length = Length, ulong seed = 5)
    {
        using var generator = new Generator(seed);
        return empty([count, length], dtype: ScalarType.Float32).normal_(0, 1, generator);
    }
}
