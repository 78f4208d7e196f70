namespace HierVQ.Benchmarks;

/// <summary>A tokenizer to measure: its name, and its options with and without what is random in training (restarts of unused codes).</summary>
internal sealed record TokenizerCase(string Name, Func<bool, BackboneTokenizerOptions> Options)
{
    private const int BatchSize = 32;

    /// <summary>The same with a batch of one image.</summary>
    public TokenizerCase OfOneImage() => this with
    {
        Options = random =>
        {
            BackboneTokenizerOptions options = Options(random);
            options.BatchSize = 1;
            return options;
        },
    };

    /// <summary>HQ-VAE of the emoji example: 4x4 + 8x8 codes of 32 x 32 pixels.</summary>
    public static TokenizerCase HqVae { get; } = new("HQ-VAE", random => new HqVaeOptions
    {
        Channels = 32,
        ChannelMultipliers = [1, 2],
        LatentChannels = 64,
        EmbeddingSize = 16,
        CodebookSize = 256,
        Quantizer = new EmaQuantizerOptions { RestartUnusedCodes = random },
        BatchSize = BatchSize,
    });

    /// <summary>RQ-VAE of 32 x 32 pixels: 8x8 positions of four codes each, attention at 8x8.</summary>
    public static TokenizerCase RqVae { get; } = new("RQ-VAE", random => new RqVaeOptions
    {
        Channels = 32,
        ChannelMultipliers = [1, 2, 2],
        AttentionResolutions = [8],
        LatentChannels = 64,
        EmbeddingSize = 64,
        CodebookSize = 512,
        Quantizer = new ResidualQuantizerOptions { RestartUnusedCodes = random },
        Perceptual = null,
        BatchSize = BatchSize,
    });

    /// <summary>VQGAN of 64 x 64 pixels: 16x16 codes, attention at 16x16, against a discriminator with two halvings.</summary>
    public static TokenizerCase VqGan { get; } = new("VQGAN", _ => new VqGanOptions
    {
        ImageSize = 64,
        Channels = 32,
        ChannelMultipliers = [1, 1, 2],
        AttentionResolutions = [16],
        LatentChannels = 64,
        EmbeddingSize = 64,
        CodebookSize = 1024,
        Quantizer = new GradientQuantizerOptions { LossForm = CodebookLossForm.Paper },
        Perceptual = null,
        Adversarial = new AdversarialLossOptions { Layers = 2, Channels = 32, Pass = DiscriminatorPass.Same },
        BatchSize = BatchSize / 4,
    });

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TokenizerCase> All { get; } = [HqVae, RqVae, VqGan];
}
