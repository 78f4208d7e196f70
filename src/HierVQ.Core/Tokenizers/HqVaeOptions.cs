using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Quantization;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the HQ-VAE tokenizer with two levels (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image
/// Generation, NeurIPS 2022). The defaults make 4x4 + 8x8 codes of a 32 x 32 image.
/// </summary>
public sealed class HqVaeOptions : TokenizerOptions
{
    private const int MaxChannels = 1 << 16;

    /// <summary>Channels of the widest map (ch). A multiple of 32, since norms have 32 groups. Default 32.</summary>
    public int Channels { get; set; } = 32;

    /// <summary>Channels of each resolution as multiples of <see cref="Channels"/>, fine to coarse (ch_mult): a downsampling between each two. Default 1, 2.</summary>
    public int[] ChannelMultipliers { get; set; } = [1, 2];

    /// <summary>Residual blocks a resolution (num_res_blocks). At least 1 (default).</summary>
    public int ResidualBlocks { get; set; } = 1;

    /// <summary>Nominal resolutions with attention blocks (attn_resolutions), counted from <see cref="TokenizerOptions.ImageSize"/> as the reference counts them. Default none.</summary>
    public int[] AttentionResolutions { get; set; } = [];

    /// <summary>Channels between the encoder and the quantizer (z_channels). Default 64.</summary>
    public int LatentChannels { get; set; } = 64;

    /// <summary>Size of a bottom code vector (embed_dim). Default 32.</summary>
    public int EmbeddingSize { get; set; } = 32;

    /// <summary>Codes a level (n_embed), at least 2. One value, or one a level, top first. Default 512.</summary>
    public PerLevel<int> CodebookSize { get; set; } = 512;

    /// <summary>How the top level is made of the bottom's features. Default <see cref="LevelResizing.PixelShuffle"/>.</summary>
    public LevelResizing Resizing { get; set; } = LevelResizing.PixelShuffle;

    /// <summary>Factor between the two levels, at least 2 (default).</summary>
    public int ResizeFactor { get; set; } = 2;

    /// <summary>The first convolution halves the resolution and the decoder doubles once more (use_init_downsample). Default true.</summary>
    public bool InitialDownsample { get; set; } = true;

    /// <summary>Residual, attention and residual block at the coarsest resolution (use_mid_block). Default true.</summary>
    public bool MidBlock { get; set; } = true;

    /// <summary>Attention blocks at all (use_attn). Default true.</summary>
    public bool Attention { get; set; } = true;

    /// <summary>Dropout inside residual blocks (pdrop), at least 0 (default) and below 1.</summary>
    public double Dropout { get; set; }

    /// <summary>Weight of the commitment loss, beta. Default 0.25.</summary>
    public double CommitmentWeight { get; set; } = 0.25;

    /// <summary>Decay of the running means that are the codebook (EMA). Default 0.99.</summary>
    public double CodebookDecay { get; set; } = 0.99;

    /// <summary>Codes that fall out of use are put onto vectors of the batch. Default true; the published models trained without.</summary>
    public bool RestartUnusedCodes { get; set; } = true;

    /// <summary>A code counts as out of use while its running number of uses a step is below this. Above 0; default 1, as RQ-VAE has it.</summary>
    public double RestartThreshold { get; set; } = 1;

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new HqVae(this, device, init);
    }

    /// <summary>Times that the resolution halves between the image and the bottom code map.</summary>
    [JsonIgnore]
    internal int Halvings => ChannelMultipliers.Length - 1 + (InitialDownsample ? 1 : 0);

    /// <summary>The shape of encoder and decoder.</summary>
    [JsonIgnore]
    internal BackboneShape Backbone => new()
    {
        Resolution = ImageSize,
        Channels = Channels,
        Multipliers = ChannelMultipliers,
        ResidualBlocks = ResidualBlocks,
        AttentionResolutions = AttentionResolutions,
        LatentChannels = LatentChannels,
        InitialDownsample = InitialDownsample,
        MidBlock = MidBlock,
        Attention = Attention,
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout
    {
        get
        {
            int bottom = ImageSize >> Halvings, top = bottom / ResizeFactor;
            return new CodeLayout(
                new CodeLevel(top, top, 1, CodebookSize[0]),
                new CodeLevel(bottom, bottom, 1, CodebookSize[1]));
        }
    }

    /// <summary>The codebook of a level, 0 being the top.</summary>
    internal EmaCodebookOptions Codebook(int level) => new()
    {
        Size = CodebookSize[level],
        // Pixel-unshuffle turns a square of vectors into one long one.
        VectorSize = level == 0 && Resizing == LevelResizing.PixelShuffle ? EmbeddingSize * ResizeFactor * ResizeFactor : EmbeddingSize,
        Decay = CodebookDecay,
        RestartUnused = RestartUnusedCodes,
        RestartThreshold = RestartThreshold,
    };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Channels, 32);
        if (Channels % 32 != 0)
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"Channels is {Channels}; it must be a multiple of 32, because norms have 32 groups.");
        if (ChannelMultipliers is not { Length: > 0 } || ChannelMultipliers.Any(multiple => multiple < 1))
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), "ChannelMultipliers needs at least one number, each at least 1.");
        if ((long)Channels * ChannelMultipliers.Max() > MaxChannels)
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), $"Channels times the largest of ChannelMultipliers is {(long)Channels * ChannelMultipliers.Max()}; it must be at most {MaxChannels}.");
        OptionCheck.AtLeast(ResidualBlocks, 1);
        OptionCheck.AtLeast(LatentChannels, 1);
        OptionCheck.AtLeast(EmbeddingSize, 1);
        if (CodebookSize.Values.Length > 2)
            throw new ArgumentOutOfRangeException(nameof(CodebookSize), $"CodebookSize has {CodebookSize.Values.Length} values; HQ-VAE has two levels, so give one value or two.");
        OptionCheck.AtLeast(CodebookSize[0], 2, nameof(CodebookSize));
        OptionCheck.AtLeast(CodebookSize[1], 2, nameof(CodebookSize));
        OptionCheck.AtLeast(ResizeFactor, 2);
        OptionCheck.Share(Dropout);
        OptionCheck.AtLeast(CommitmentWeight, 0);
        OptionCheck.Share(CodebookDecay);
        OptionCheck.Above(RestartThreshold, 0);
        if (Halvings > 20)
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), $"ChannelMultipliers has {ChannelMultipliers.Length} entries: that many halvings leave nothing of an image.");
        int divisor = (1 << Halvings) * ResizeFactor;
        if (ImageSize % divisor != 0)
            throw new ArgumentOutOfRangeException(nameof(ImageSize), ImageSize, $"ImageSize is {ImageSize}; these options divide it by {divisor}, so it must be a multiple of that: {Math.Max(1, ImageSize / divisor) * divisor} would do.");
    }
}
