using HierVQ.Layers;
using HierVQ.Training;

namespace HierVQ.SideBySide;

/// <summary>Our options in the names of the PyTorch side's constructors.</summary>
internal static class PythonConfig
{
    /// <summary>The tokenizer of options.</summary>
    public static PythonModel Of(BackboneTokenizerOptions options) => options switch
    {
        HqVaeOptions hqvae => new("hqvae", HqVae(hqvae, (EmaQuantizerOptions)hqvae.Quantizer)),
        RqVaeOptions rqvae => new("rqvae", RqVae(rqvae, (ResidualQuantizerOptions)rqvae.Quantizer)),
        VqGanOptions vqgan => new("vqgan", VqGan(vqgan, (GradientQuantizerOptions)vqgan.Quantizer)),
        _ => throw new NotSupportedException($"The PyTorch side has no tokenizer for {options.GetType().Name}."),
    };

    // HqVae(hparams, embed_dim, codes_top, codes_bottom, resize, decay, beta, restart)
    private static object HqVae(HqVaeOptions options, EmaQuantizerOptions quantizer) => new
    {
        hparams = Backbone(options.Backbone),
        embed_dim = options.EmbeddingSize,
        codes_top = options.CodebookSize[0],
        codes_bottom = options.CodebookSize[1],
        resize = options.Resizing == LevelResizing.PixelShuffle ? "pixelshuffle" : "nearest",
        decay = quantizer.Decay,
        beta = quantizer.CommitmentWeight,
        restart = quantizer.RestartUnusedCodes,
    };

    // RqVae(hparams, embed_dim, codes, depth, decay, beta, restart)
    private static object RqVae(RqVaeOptions options, ResidualQuantizerOptions quantizer) => new
    {
        hparams = Backbone(options.Backbone),
        embed_dim = options.EmbeddingSize,
        codes = options.CodebookSize[0],
        depth = quantizer.Depth,
        decay = quantizer.Decay[0],
        beta = quantizer.CommitmentWeight,
        restart = quantizer.RestartUnusedCodes,
    };

    // VqGan(hparams, embed_dim, codes, beta)
    private static object VqGan(VqGanOptions options, GradientQuantizerOptions quantizer) => new
    {
        hparams = Backbone(options.Backbone),
        embed_dim = options.EmbeddingSize,
        codes = options.CodebookSize[0],
        beta = quantizer.CommitmentWeight,
    };

    // Encoder and Decoder
    private static object Backbone(BackboneShape shape) => new
    {
        resolution = shape.Resolution,
        ch = shape.Channels,
        ch_mult = shape.Multipliers,
        num_res_blocks = shape.ResidualBlocks,
        attn_resolutions = shape.AttentionResolutions,
        z_channels = shape.LatentChannels,
        use_init_downsample = shape.InitialDownsample,
        use_mid_block = shape.MidBlock,
        use_attn = shape.Attention,
    };

    /// <summary>Adversary(layers, channels, weight).</summary>
    public static PythonModel Of(AdversarialLossOptions options) =>
        new("adversary", new { layers = options.Layers, channels = options.Channels, weight = options.Weight });

    /// <summary>The prior of options.</summary>
    public static PythonModel Of(PriorOptions options, PriorCase prior) => options switch
    {
        HqTransformerOptions hq => new("hqtransformer", HqTransformer(hq, prior)),
        RqTransformerOptions rq => new("rqtransformer", RqTransformer(rq, prior)),
        _ => throw new NotSupportedException($"The PyTorch side has no prior for {options.GetType().Name}."),
    };

    // HqTransformer(vocab_top, vocab_bottom, side, embed_dim, ...)
    private static object HqTransformer(HqTransformerOptions options, PriorCase prior) => new
    {
        vocab_top = prior.Layout[0].CodebookSize,
        vocab_bottom = prior.Layout[1].CodebookSize,
        side = prior.Layout[0].Height,
        embed_dim = options.Width,
        n_layers = options.Layers,
        n_heads = options.Heads,
        head_layers = options.HeadLayers,
        embedding_type = options.Embedding == PyramidEmbedding.Addition ? "reduce" : $"transformer{options.EmbeddingBlocks + 1}",
        n_classes = PriorCase.Classes,
        resid_pdrop = options.Dropout,
        embd_pdrop = options.EmbeddingDropout,
    };

    // RqTransformer(codes, code_dim, positions, depth, embed_dim, ...)
    private static object RqTransformer(RqTransformerOptions options, PriorCase prior) => new
    {
        codes = prior.Layout[0].CodebookSize,
        code_dim = prior.Tokenizer.EmbeddingSize,
        positions = prior.Layout[0].Height * prior.Layout[0].Width,
        depth = prior.Layout[0].Depth,
        embed_dim = options.Width,
        n_layers = options.Layers,
        n_heads = options.Heads,
        head_layers = options.HeadLayers,
        n_classes = PriorCase.Classes,
        resid_pdrop = options.Dropout,
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
