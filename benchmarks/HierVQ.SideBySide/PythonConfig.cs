using HierVQ.Training;

namespace HierVQ.SideBySide;

/// <summary>Our options in the names of the PyTorch side's constructors.</summary>
internal static class PythonConfig
{
    /// <summary>HqVae(hparams, embed_dim, codes_top, codes_bottom, resize, restart).</summary>
    public static object Of(HqVaeOptions options) => Of(options, (EmaQuantizerOptions)options.Quantizer);

    private static object Of(HqVaeOptions options, EmaQuantizerOptions quantizer) => new
    {
        hparams = new
        {
            resolution = options.ImageSize,
            ch = options.Channels,
            ch_mult = options.ChannelMultipliers,
            num_res_blocks = options.ResidualBlocks,
            attn_resolutions = options.AttentionResolutions,
            z_channels = options.LatentChannels,
            pdrop = options.Dropout,
            use_init_downsample = options.InitialDownsample,
            use_mid_block = options.MidBlock,
            use_attn = options.Attention,
        },
        embed_dim = options.EmbeddingSize,
        codes_top = options.CodebookSize[0],
        codes_bottom = options.CodebookSize[1],
        resize = options.Resizing == LevelResizing.PixelShuffle ? "pixelshuffle" : "nearest",
        decay = quantizer.Decay,
        beta = quantizer.CommitmentWeight,
        restart = quantizer.RestartUnusedCodes,
    };

    /// <summary>HqTransformer(vocab_top, vocab_bottom, side, embed_dim, ...).</summary>
    public static object Of(HqTransformerOptions options, HqVaeOptions tokenizer, int classes) => new
    {
        vocab_top = tokenizer.CodebookSize[0],
        vocab_bottom = tokenizer.CodebookSize[1],
        side = tokenizer.Layout[0].Height,
        embed_dim = options.Width,
        n_layers = options.Layers,
        n_heads = options.Heads,
        head_layers = options.HeadLayers,
        embedding_type = options.Embedding == PyramidEmbedding.Addition ? "reduce" : $"transformer{options.EmbeddingBlocks + 1}",
        n_classes = classes,
        resid_pdrop = options.Dropout,
        embd_pdrop = options.EmbeddingDropout,
    };

    /// <summary>The optimizer of a stage.</summary>
    public static object Of(AdamSettings settings, double learningRate) => new
    {
        lr = learningRate,
        betas = (double[])[settings.Beta1, settings.Beta2],
        eps = AdamSettings.Epsilon,
        weight_decay = settings.WeightDecay,
        clip = settings.ClipNorm,
    };
}
