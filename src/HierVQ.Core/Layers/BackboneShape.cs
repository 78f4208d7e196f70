namespace HierVQ.Layers;

/// <summary>The shape of a tokenizer's encoder and decoder, which mirror each other.</summary>
public sealed record BackboneShape
{
    /// <summary>Channels of an image.</summary>
    public int ImageChannels { get; init; } = 3;

    /// <summary>Height and width of an image.</summary>
    public required int Resolution { get; init; }

    /// <summary>Channels at the first resolution (ch).</summary>
    public required int Channels { get; init; }

    /// <summary>Channels of each resolution as multiples of <see cref="Channels"/>, fine to coarse (ch_mult).</summary>
    public required IReadOnlyList<int> Multipliers { get; init; }

    /// <summary>Residual blocks a resolution in the encoder; the decoder has one more (num_res_blocks).</summary>
    public required int ResidualBlocks { get; init; }

    /// <summary>Nominal resolutions whose residual blocks are followed by attention (attn_resolutions).</summary>
    public required IReadOnlyList<int> AttentionResolutions { get; init; }

    /// <summary>Channels between the encoder and the quantizer, and the quantizer and the decoder (z_channels).</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Whether the encoder's first convolution halves the image and the decoder doubles once more (use_init_downsample).</summary>
    public bool InitialDownsample { get; init; }

    /// <summary>Whether the coarsest resolution has its extra blocks (use_mid_block).</summary>
    public bool MidBlock { get; init; } = true;

    /// <summary>Whether there is any attention (use_attn).</summary>
    public bool Attention { get; init; } = true;

    /// <summary>In what the networks calculate in training mode.</summary>
    public TrainingPrecision Precision { get; init; }

    /// <summary>Number of resolutions, one more than there are downsamplings between them.</summary>
    public int Levels => Multipliers.Count;

    /// <summary>Channels at a resolution, 0 being the finest.</summary>
    public int ChannelsAt(int level) => Channels * Multipliers[level];

    /// <summary>
    /// Whether the encoder has attention at a resolution. It counts from the full image even where the first convolution has halved it
    /// already: so do the published HQ-VAE models, which therefore have none.
    /// </summary>
    public bool EncoderAttends(int level) => Attention && AttentionResolutions.Contains(Resolution >> level);

    /// <summary>Whether the decoder has attention at a resolution; it counts from what the encoder really leaves.</summary>
    public bool DecoderAttends(int level) => Attention && AttentionResolutions.Contains(Resolution >> (level + (InitialDownsample ? 1 : 0)));
}
