namespace HierVQ.Tests.Pipelines;

/// <summary>The smallest options of each kind of tokenizer, by the kind's name in options.json.</summary>
internal static class TinyTokenizers
{
    public static readonly IReadOnlyDictionary<string, Func<TokenizerOptions>> ByKind = new Dictionary<string, Func<TokenizerOptions>>
    {
        ["hqvae"] = () => TinyModels.Tokenizer(),
        ["vqgan"] = () => Trained(Backbone(new VqGanOptions())),
        ["rqvae"] = () => Trained(Backbone(new RqVaeOptions { Quantizer = new ResidualQuantizerOptions { Depth = 3 } })),
        ["vqvae2"] = () => Trained(new VqVae2Options
        {
            BottomStride = 2,
            Channels = 8,
            ResidualBlocks = 1,
            ResidualChannels = 4,
            EmbeddingSize = 4,
            CodebookSize = 8,
        }),
        ["palette"] = () => Trained(new ColorPaletteOptions { CodebookSize = 6, PoolingFactor = 2 }),
        ["auxiliary"] = () => Trained(new AuxiliaryDecoderOptions
        {
            Levels = [.. Enumerable.Repeat(0, 2).Select(_ => new AuxiliaryLevelOptions
            {
                CodebookSize = 8, EmbeddingSize = 4, AutoregressiveChannels = 8, AutoregressiveBlocks = 1, AutoregressiveResidualBlocks = 1,
            })],
        }),
    };

    private static BackboneTokenizerOptions Backbone(BackboneTokenizerOptions options)
    {
        (options.Channels, options.ChannelMultipliers, options.ResidualBlocks, options.AttentionResolutions) = (32, [1, 1], 1, []);
        (options.LatentChannels, options.EmbeddingSize, options.CodebookSize) = (8, 4, 8);
        (options.Perceptual, options.Adversarial) = (null, null);
        return options;
    }

    private static TokenizerOptions Trained(TokenizerOptions options)
    {
        (options.ImageSize, options.Epochs, options.BatchSize, options.WarmupSteps) = (TinyImages.Size, 1, 8, 1);
        return options;
    }
}
