namespace HierVQ.Benchmarks;

/// <summary>The prior and its batches that both sides run: those of the emoji example.</summary>
internal sealed record Setting
{
    /// <summary>Pyramids a training step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Classes of the prior.</summary>
    public int Classes { get; init; } = 9;

    /// <summary>Dropout of the prior in timed training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The tokenizer whose codes the prior models.</summary>
    public HqVaeOptions Tokenizer { get; } = (HqVaeOptions)TokenizerCase.HqVae.Options(false);

    /// <summary>The prior of the emoji example.</summary>
    public HqTransformerOptions Prior(double dropout) => new()
    {
        Width = 128,
        Layers = 4,
        HeadLayers = 2,
        Heads = 4,
        Embedding = PyramidEmbedding.Addition,
        Dropout = dropout,
        BatchSize = BatchSize,
    };
}
