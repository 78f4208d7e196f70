namespace HierVQ.Benchmarks;

/// <summary>The networks and batches that both sides run: those of the emoji example.</summary>
internal sealed record Setting
{
    /// <summary>Images a training step, and images encoded or decoded at once.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Classes of the prior.</summary>
    public int Classes { get; init; } = 9;

    /// <summary>Dropout of the prior in timed training.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The tokenizer of the emoji example.</summary>
    public HqVaeOptions Tokenizer(bool restart) => new()
    {
        Channels = 32,
        ChannelMultipliers = [1, 2],
        LatentChannels = 64,
        EmbeddingSize = 16,
        CodebookSize = 256,
        Quantizer = new EmaQuantizerOptions { RestartUnusedCodes = restart },
        BatchSize = BatchSize,
    };

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
