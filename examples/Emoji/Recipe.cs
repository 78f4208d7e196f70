namespace HierVQ.Examples.Emoji;

/// <summary>How the demo's two stages are made and trained: small enough for two processor cores and a few minutes.</summary>
internal static class Recipe
{
    // A slow machine ends a stage early rather than never; two cores of today need two to four minutes for each.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private const int BatchSize = 32, TokenizerSteps = 1000, PriorSteps = 1007;

    /// <summary>HQ-VAE: 32 x 32 pixels become 4 x 4 codes above 8 x 8 codes, 80 in all, of 256 a level.</summary>
    public static HqVaeOptions Tokenizer(int pictures, Action<TrainingProgress> report, string checkpoints, CancellationToken stop) => new()
    {
        ImageSize = Pictures.Size,
        Channels = 32,
        ChannelMultipliers = [1, 2],
        LatentChannels = 64,
        EmbeddingSize = 16,
        CodebookSize = 256,
        FlipProbability = 0.5,
        MaxShift = 2,
        Epochs = Epochs(pictures, TokenizerSteps),
        BatchSize = BatchSize,
        LearningRate = 1e-3,
        WarmupSteps = 50,
        TimeLimit = Limit,
        MetricsCallback = report,
        CheckpointFolder = checkpoints,
        CancellationToken = stop,
    };

    /// <summary>HQ-Transformer, conditioned on the category.</summary>
    public static HqTransformerOptions Prior(int pictures, Action<TrainingProgress> report, string checkpoints, CancellationToken stop) => new()
    {
        Width = 128,
        Layers = 4,
        HeadLayers = 2,
        Heads = 4,
        Embedding = PyramidEmbedding.Addition,
        Dropout = 0.1,
        Epochs = Epochs(pictures, PriorSteps),
        BatchSize = BatchSize,
        LearningRate = 2e-3,
        WarmupSteps = 50,
        WeightDecay = 0.05,
        ClipGradientNorm = 1,
        TimeLimit = Limit,
        MetricsCallback = report,
        CheckpointFolder = checkpoints,
        CancellationToken = stop,
    };

    /// <summary>How pictures are drawn: a little colder than the prior says, the details colder still.</summary>
    public static SamplingOptions Sampling(string label, ulong seed) => new()
    {
        Label = label,
        Temperature = new[] { 0.9f, 0.6f },
        TopP = 0.92f,
        Seed = seed,
    };

    // As many steps for a hundred pictures as for ten thousand.
    private static int Epochs(int pictures, int steps) => Math.Max(1, (int)Math.Round(steps / Math.Max(1.0, pictures / BatchSize)));
}
