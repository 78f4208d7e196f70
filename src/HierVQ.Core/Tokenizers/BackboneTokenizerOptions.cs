using System.Text.Json.Serialization;
using HierVQ.Layers;
using HierVQ.Losses;
using HierVQ.Tokenizers;
using HierVQ.Training;

namespace HierVQ;

/// <summary>
/// What the tokenizers over the encoder and decoder of VQGAN (Esser, Rombach, Ommer: Taming Transformers, 2021, table 7) have in common:
/// VQGAN itself, RQ-VAE and HQ-VAE.
/// </summary>
public abstract class BackboneTokenizerOptions : TokenizerOptions
{
    private protected const int MaxChannels = 1 << 16;

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

    /// <summary>Size of a code vector of the finest level (embed_dim). Default 32.</summary>
    public int EmbeddingSize { get; set; } = 32;

    /// <summary>Codes a level (n_embed), at least 2. One value, or one a level, top first. Default 512.</summary>
    public PerLevel<int> CodebookSize { get; set; } = 512;

    /// <summary>Dropout inside residual blocks (pdrop), at least 0 (default) and below 1.</summary>
    public double Dropout { get; set; }

    /// <summary>How vectors become codes. Default <see cref="EmaQuantizerOptions"/>.</summary>
    public QuantizerOptions Quantizer { get; set; } = new EmaQuantizerOptions();

    /// <summary>How the difference between image and reconstruction is measured; of no meaning for <see cref="ImageContent.Segmentation"/>.</summary>
    public ReconstructionLoss ReconstructionLoss { get; set; }

    /// <summary>The perceptual loss beside it; null (default) for none.</summary>
    public PerceptualLossOptions? Perceptual { get; set; }

    /// <summary>The adversarial loss, with a discriminator trained beside the tokenizer; null (default) for none.</summary>
    public AdversarialLossOptions? Adversarial { get; set; }

    /// <summary>Times that the resolution halves between the image and the finest code map.</summary>
    [JsonIgnore]
    internal virtual int Halvings => ChannelMultipliers.Length - 1;

    /// <summary>Length of the vectors that are quantized, where there is one code map.</summary>
    [JsonIgnore]
    internal virtual int MapVectorSize => EmbeddingSize;

    /// <summary>The shape of encoder and decoder.</summary>
    [JsonIgnore]
    internal virtual BackboneShape Backbone => new()
    {
        ImageChannels = Pixels.Channels,
        Resolution = ImageSize,
        Channels = Channels,
        Multipliers = ChannelMultipliers,
        ResidualBlocks = ResidualBlocks,
        AttentionResolutions = AttentionResolutions,
        LatentChannels = LatentChannels,
        Precision = Precision,
    };

    /// <inheritdoc/>
    internal override bool Takes(ImageContent content) => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Channels, 32);
        if (Channels % 32 != 0)
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"Channels is {Channels}; it must be a multiple of 32, because norms have 32 groups.");
        if (ChannelMultipliers is not { Length: > 0 } || ChannelMultipliers.Any(multiple => multiple < 1))
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), "ChannelMultipliers needs at least one number, each at least 1.");
        if (AttentionResolutions is null)
            throw new ArgumentNullException(nameof(AttentionResolutions), "AttentionResolutions is null; leave it empty for no attention.");
        if ((long)Channels * ChannelMultipliers.Max() > MaxChannels)
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), $"Channels times the largest of ChannelMultipliers is {(long)Channels * ChannelMultipliers.Max()}; it must be at most {MaxChannels}.");
        if (Halvings > 20)
            throw new ArgumentOutOfRangeException(nameof(ChannelMultipliers), $"ChannelMultipliers has {ChannelMultipliers.Length} entries: that many halvings leave nothing of an image.");
        OptionCheck.AtLeast(ResidualBlocks, 1);
        OptionCheck.AtLeast(LatentChannels, 1);
        OptionCheck.AtLeast(EmbeddingSize, 1);
        OptionCheck.Share(Dropout);
        foreach (int size in CodebookSize.Values)
            OptionCheck.AtLeast(size, 2, nameof(CodebookSize));
        if (Quantizer is null)
            throw new ArgumentNullException(nameof(Quantizer), "Quantizer is null; it must say how vectors become codes.");
        OptionCheck.Defined(ReconstructionLoss);
        Perceptual?.Validate();
        Adversarial?.Validate(ImageSize);
        if (Content == ImageContent.Segmentation && (Perceptual is not null || Adversarial is not null))
            throw new ArgumentOutOfRangeException(nameof(Content), Content, $"Content is {Content}, which learns by its classes alone: set Perceptual and Adversarial to null.");
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A loss judges images from the upper levels alone, and training makes none.</exception>
    /// <exception cref="SafeTensorsException">The file of the perceptual weights is damaged or of another network.</exception>
    /// <exception cref="IOException">The file of the perceptual weights cannot be opened.</exception>
    public override void ValidateForTraining()
    {
        base.ValidateForTraining();
        Perceptual?.ValidateForTraining(ImageSize);
        if (!DecodesUpperLevels && (Perceptual?.TopReconstruction == true || Adversarial?.TopReconstruction == true))
            throw new ArgumentException($"A loss asks for {nameof(PerceptualLossOptions.TopReconstruction)}, but training decodes no images from the upper levels alone: only HqVaeOptions with {nameof(HqVaeOptions.TopReconstructionStart)} do; set that (0 for from the start), or leave TopReconstruction false.");
    }

    /// <summary>Whether training also decodes images from the upper levels alone.</summary>
    [JsonIgnore]
    private protected virtual bool DecodesUpperLevels => false;

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    public override void TakeUnsaved(TrainingOptions from)
    {
        base.TakeUnsaved(from);
        if (Perceptual is not null && from is BackboneTokenizerOptions { Perceptual: { } perceptual })
            Perceptual.WeightsFile = perceptual.WeightsFile;
    }

    /// <summary>What a tokenizer of these options learns by.</summary>
    internal ITokenizerObjective ObjectiveOf(IReconstructingTokenizer tokenizer) => (Content, Adversarial) switch
    {
        (ImageContent.Segmentation, _) => new SegmentationObjective(tokenizer),
        (_, null) => new ReconstructionObjective(tokenizer, ReconstructionLoss, Perceptual),
        (_, { } adversarial) => new AdversarialObjective(tokenizer, ReconstructionLoss, Perceptual, adversarial),
    };

    /// <summary>The image must halve as often as the encoder halves it, and then divide by <paramref name="factor"/>.</summary>
    private protected void CheckDivision(long factor) => OptionCheck.Divides((1L << Halvings) * factor, ImageSize);
}
