using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>A prior to measure, with random weights and random batches for it, always the same.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Tokenizer">The tokenizer whose codes it models.</param>
/// <param name="Options">Its options with some dropout.</param>
internal sealed record PriorCase(string Name, BackboneTokenizerOptions Tokenizer, Func<double, PriorOptions> Options)
{
    /// <summary>Classes that condition it.</summary>
    public const int Classes = 9;

    /// <summary>Pyramids a training step.</summary>
    public const int BatchSize = 32;

    /// <summary>Dropout in timed training.</summary>
    public const double Dropout = 0.1;

    private const ulong Seed = 1;

    /// <summary>HQ-Transformer of the emoji example, 1.3 million weights: 4x4 + 8x8 codes.</summary>
    public static PriorCase HqTransformer { get; } = new("HQ-Transformer", TokenizerCase.HqVae.Options(false), dropout => new HqTransformerOptions
    {
        Width = 128,
        Layers = 4,
        HeadLayers = 2,
        Heads = 4,
        Embedding = PyramidEmbedding.Addition,
        Dropout = dropout,
        BatchSize = BatchSize,
    });

    /// <summary>RQ-Transformer of the same size: 8x8x4 codes, with the vectors of their codebook as input.</summary>
    public static PriorCase RqTransformer { get; } = new("RQ-Transformer", TokenizerCase.RqVae.Options(false), dropout => new RqTransformerOptions
    {
        Width = 128,
        Layers = 4,
        HeadLayers = 2,
        Heads = 4,
        Dropout = dropout,
        BatchSize = BatchSize,
    });

    /// <summary>HQ-Transformer with about 20 million weights, more than the caches of a processor core hold.</summary>
    public static PriorCase LargerHqTransformer { get; } = new("HQ-Transformer, 20M", TokenizerCase.HqVae.Options(false), dropout => new HqTransformerOptions
    {
        Width = 384,
        Layers = 8,
        HeadLayers = 3,
        Heads = 6,
        Embedding = PyramidEmbedding.Addition,
        Dropout = dropout,
        BatchSize = BatchSize,
    });

    /// <summary>Shape of the pyramids.</summary>
    public CodeLayout Layout => Tokenizer.Layout;

    /// <summary>Makes the prior.</summary>
    public ITrainablePrior Make(double dropout)
    {
        using ITokenizer tokenizer = Tokenizer.Create(CPU);
        return (ITrainablePrior)Options(dropout).Create(new PriorContext(Layout, ConditionShape.Class(Classes), CPU, tokenizer));
    }

    /// <summary>A batch of pyramids with classes; the tensors belong to the current dispose scope.</summary>
    public PriorBatch Batch()
    {
        using var generator = new Generator(Seed);
        return new PriorBatch(Pyramids.Random(Layout, BatchSize, generator), randint(0, Classes, [BatchSize, 1], ScalarType.Int64, generator: generator));
    }

    /// <summary>Classes of some rows.</summary>
    public static int[] ClassesOf(int rows) => [.. Enumerable.Range(0, rows).Select(row => row % Classes)];
}
