using HierVQ.Priors;
using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>The networks of a setting with random weights, and random inputs for them, always the same.</summary>
internal static class Networks
{
    private const ulong Seed = 1;

    /// <summary>Stage one.</summary>
    public static ITrainableTokenizer Tokenizer(TokenizerOptions options) => (ITrainableTokenizer)options.Create(CPU);

    /// <summary>Stage two.</summary>
    public static HqTransformer Prior(Setting setting, HqTransformerOptions options)
    {
        using var generator = new Generator(Seed);
        return new HqTransformer(options, PriorContext.Of(setting.Tokenizer.Layout, setting.Classes), generator);
    }

    /// <summary>A batch of pyramids with classes; the tensors belong to the current dispose scope.</summary>
    public static PriorBatch Batch(Setting setting)
    {
        using var generator = new Generator(Seed);
        return new PriorBatch(Pyramids.Random(setting.Tokenizer.Layout, setting.BatchSize, generator),
            randint(0, setting.Classes, [setting.BatchSize, 1], ScalarType.Int64, generator: generator));
    }
}
