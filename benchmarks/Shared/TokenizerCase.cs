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
}
