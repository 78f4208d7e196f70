using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Tests;

/// <summary>Models that train in a moment: what they draw is nothing to look at, but all their parts work.</summary>
internal static class TinyModels
{
    public static HqVaeOptions Tokenizer(int seed = 1) => new()
    {
        ImageSize = TinyImages.Size,
        Channels = 32,
        ChannelMultipliers = [1],
        ResidualBlocks = 1,
        LatentChannels = 8,
        EmbeddingSize = 4,
        CodebookSize = 16,
        Attention = false,
        MidBlock = false,
        Epochs = 2,
        BatchSize = 8,
        WarmupSteps = 1,
        Seed = seed,
    };

    /// <summary>A tokenizer of gray images or of segmentations, trained until pictures come back.</summary>
    public static VqGanOptions Maps(ImageContent content, int epochs = 60) => new()
    {
        ImageSize = TinyMaps.Size,
        Content = content,
        Classes = content == ImageContent.Segmentation ? TinyMaps.Classes : 0,
        ChannelMultipliers = [1, 1],
        AttentionResolutions = [],
        LatentChannels = 8,
        EmbeddingSize = 4,
        CodebookSize = 32,
        Quantizer = new EmaQuantizerOptions(),
        Epochs = epochs,
        BatchSize = 8,
        WarmupSteps = 5,
        LearningRate = 3e-3,
    };

    public static HqTransformerOptions Prior(int seed = 1) => new()
    {
        Width = 16,
        Layers = 1,
        HeadLayers = 1,
        Heads = 2,
        Epochs = 2,
        BatchSize = 8,
        WarmupSteps = 1,
        Seed = seed,
    };

    public static HierQuantizeEstimator Quantize(MLContext ml, Action<HierQuantizeOptions>? change = null)
    {
        var options = new HierQuantizeOptions { Tokenizer = Tokenizer(), BatchSize = 4 };
        change?.Invoke(options);
        return ml.Transforms.HierQuantize(options);
    }
}
