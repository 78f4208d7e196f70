namespace HierVQ.Examples.Mnist;

/// <summary>How much of everything a run takes.</summary>
internal sealed record Recipe
{
    /// <summary>What the figures in the documents are made with.</summary>
    public static Recipe Full { get; } = new();

    /// <summary>A few steps of everything: whether it runs at all.</summary>
    public static Recipe Quick { get; } = new() { TrainingEach = 30, TestEach = 10, SamplesEach = 3, TokenizerEpochs = 1, PriorEpochs = 1, JudgeEpochs = 1 };

    /// <summary>Digits of each value to train on, at most.</summary>
    public int TrainingEach { get; init; } = int.MaxValue;

    /// <summary>Digits of each value to test with, at most.</summary>
    public int TestEach { get; init; } = int.MaxValue;

    /// <summary>Digits to draw of each value, and real ones to compare them with.</summary>
    public int SamplesEach { get; init; } = 200;

    /// <summary>Passes of the tokenizer over the training digits.</summary>
    public int TokenizerEpochs { get; init; } = 2;

    /// <summary>Passes of the prior.</summary>
    public int PriorEpochs { get; init; } = 4;

    /// <summary>Passes of the judge.</summary>
    public int JudgeEpochs { get; init; } = 4;

    /// <summary>The share of digits that rejection keeps.</summary>
    public const double AcceptanceRate = 0.5;

    /// <summary>HQ-VAE on gray: 32 x 32 pixels become 2 x 2 codes above 4 x 4 codes, 20 in all.</summary>
    public HqVaeOptions Tokenizer(Action<TrainingProgress> report, string checkpoints, CancellationToken stop) => new()
    {
        ImageSize = Digit.PaddedSize,
        Content = ImageContent.Gray,
        Channels = 32,
        ChannelMultipliers = [1, 1, 2],
        LatentChannels = 64,
        EmbeddingSize = 16,
        CodebookSize = new[] { 256, 512 },
        Quantizer = new EmaQuantizerOptions { RestartThreshold = 0.1 },
        Attention = false,
        Epochs = TokenizerEpochs,
        BatchSize = 64,
        LearningRate = 2e-3,
        WarmupSteps = 100,
        MetricsCallback = report,
        CheckpointFolder = checkpoints,
        CancellationToken = stop,
    };

    /// <summary>HQ-Transformer, conditioned on the digit.</summary>
    public HqTransformerOptions Prior(Action<TrainingProgress> report, string checkpoints, CancellationToken stop) => new()
    {
        Width = 128,
        Layers = 4,
        HeadLayers = 2,
        Heads = 4,
        Embedding = PyramidEmbedding.Addition,
        Dropout = 0.1,
        Epochs = PriorEpochs,
        BatchSize = 64,
        LearningRate = 2e-3,
        WarmupSteps = 200,
        WeightDecay = 0.05,
        ClipGradientNorm = 1,
        MetricsCallback = report,
        CheckpointFolder = checkpoints,
        CancellationToken = stop,
    };

    /// <summary>How digits are drawn.</summary>
    public static SamplingOptions Sampling(string digit, ulong seed) => new() { Label = digit, Temperature = new[] { 1f, 0.8f }, TopP = 0.95f, Seed = seed };
}
