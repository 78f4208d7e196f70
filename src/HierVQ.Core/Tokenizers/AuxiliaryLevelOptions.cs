using System.Text.Json.Serialization;
using HierVQ.Layers;

namespace HierVQ;

/// <summary>Options of one level of the hierarchy with auxiliary decoders: what turns pixels, or the codes of the level below, into its codes and back.</summary>
public sealed class AuxiliaryLevelOptions
{
    private const int MaxChannels = 1 << 16;
    private const int MaxFactor = 1 << 10;

    /// <summary>How much coarser the level is than what lies below it, in each direction: a power of two, at least 2 (default).</summary>
    public int Factor { get; set; } = 2;

    /// <summary>Codes of the codebook, at least 2. Default 256.</summary>
    public int CodebookSize { get; set; } = 256;

    /// <summary>Codes at a position, each with its own part of the vector and its own codebook, in order like colours. At least 1 (default).</summary>
    public int CodeChannels { get; set; } = 1;

    /// <summary>Length of the vector at a position, a multiple of <see cref="CodeChannels"/>. Default 32.</summary>
    public int EmbeddingSize { get; set; } = 32;

    /// <summary>Channels of encoder and auxiliary decoder, doubled below the first halving. A multiple of 32, since norms have 32 groups. Default 32.</summary>
    public int Channels { get; set; } = 32;

    /// <summary>Residual blocks a resolution. At least 1 (default).</summary>
    public int ResidualBlocks { get; set; } = 1;

    /// <summary>The auxiliary decoder. Default <see cref="AuxiliaryDecoderKind.FeedForward"/>.</summary>
    public AuxiliaryDecoderKind Auxiliary { get; set; }

    /// <summary>Side of the window that masked self-prediction hides around a position, odd: the larger, the more detail the codes must hold. Default 5.</summary>
    public int Window { get; set; } = 5;

    /// <summary>Positions beyond the window, to each side, that masked self-prediction sees. At least 1; default 3.</summary>
    public int Reach { get; set; } = 3;

    /// <summary>Positions of an image at which masked self-prediction is asked in a step, drawn at random; at least 1, and more than there are means all. Default 256.</summary>
    public int Centres { get; set; } = 256;

    /// <summary>Channels of the autoregressive decoder; with attention a multiple of 16. Default 32.</summary>
    public int AutoregressiveChannels { get; set; } = 32;

    /// <summary>Side of its causal convolutions, odd and at least 3 (default).</summary>
    public int AutoregressiveKernel { get; set; } = 3;

    /// <summary>Its blocks. At least 1; default 2.</summary>
    public int AutoregressiveBlocks { get; set; } = 2;

    /// <summary>Gated residual blocks in each block. At least 1; default 2.</summary>
    public int AutoregressiveResidualBlocks { get; set; } = 2;

    /// <summary>Whether its blocks have attention, whose cost grows with the square of the positions: for maps of codes, not for pixels. Default false.</summary>
    public bool AutoregressiveAttention { get; set; }

    /// <summary>How vectors become codes. Default <see cref="EmaQuantizerOptions"/>.</summary>
    public QuantizerOptions Quantizer { get; set; } = new EmaQuantizerOptions();

    /// <summary>Encoder and auxiliary decoder over a map of this side; each takes its own number of channels.</summary>
    internal BackboneShape Backbone(int side, int mapChannels) => new()
    {
        Resolution = side,
        ImageChannels = mapChannels,
        Channels = Channels,
        // The first convolution halves; each further multiple halves once more.
        Multipliers = [.. Enumerable.Range(0, Math.Max(1, Halvings)).Select(i => i == 0 ? 1 : 2)],
        InitialDownsample = true,
        ResidualBlocks = ResidualBlocks,
        AttentionResolutions = [],
        LatentChannels = EmbeddingSize,
        Attention = false,
    };

    /// <summary>Codes at a position: one for each code channel, or as many as a quantizer of several codes makes.</summary>
    [JsonIgnore]
    internal int Depth => CodeChannels > 1 ? CodeChannels : Quantizer.CodesPerVector;

    private int Halvings => int.Log2(Factor);

    /// <summary>Checks the options of a level over a map of this side.</summary>
    internal void Validate(string level, int side)
    {
        OptionCheck.Within(Factor, 2, MaxFactor, level + nameof(Factor));
        if (!int.IsPow2(Factor))
            throw new ArgumentOutOfRangeException(level + nameof(Factor), Factor, $"{level}Factor is {Factor}; it must be a power of two, since encoders halve.");
        OptionCheck.Within(CodebookSize, 2, MaxChannels, level + nameof(CodebookSize));
        OptionCheck.AtLeast(CodeChannels, 1, level + nameof(CodeChannels));
        OptionCheck.AtLeast(EmbeddingSize, 1, level + nameof(EmbeddingSize));
        if (EmbeddingSize % CodeChannels != 0)
            throw new ArgumentOutOfRangeException(level + nameof(EmbeddingSize), EmbeddingSize, $"{level}EmbeddingSize is {EmbeddingSize}; its {CodeChannels} code channels share it, so it must be a multiple of {CodeChannels}.");
        OptionCheck.Within(Channels, 32, MaxChannels, level + nameof(Channels));
        if (Channels % 32 != 0)
            throw new ArgumentOutOfRangeException(level + nameof(Channels), Channels, $"{level}Channels is {Channels}; it must be a multiple of 32, because norms have 32 groups.");
        OptionCheck.AtLeast(ResidualBlocks, 1, level + nameof(ResidualBlocks));
        ValidateAuxiliary(level, side);
        ValidateAutoregressive(level);
        if (Quantizer is null)
            throw new ArgumentNullException(level + nameof(Quantizer), $"{level}Quantizer is null; it must say how vectors become codes.");
        if (CodeChannels > 1 && Quantizer.CodesPerVector > 1)
            throw new ArgumentOutOfRangeException(level + nameof(CodeChannels), CodeChannels, $"{level}CodeChannels is {CodeChannels}, and its Quantizer makes {Quantizer.CodesPerVector} codes of a vector already; one of them must be 1.");
        Quantizer.Validate(CodebookSize, EmbeddingSize / CodeChannels);
    }

    private void ValidateAuxiliary(string level, int side)
    {
        if (!Enum.IsDefined(Auxiliary))
            throw new ArgumentOutOfRangeException(level + nameof(Auxiliary), Auxiliary, $"{level}Auxiliary is {Auxiliary}; it must be one of {string.Join(", ", Enum.GetNames<AuxiliaryDecoderKind>())}.");
        if (Auxiliary != AuxiliaryDecoderKind.MaskedSelfPrediction)
            return;
        OptionCheck.Odd(Window, level + nameof(Window));
        if (Window >= 2 * side)
            throw new ArgumentOutOfRangeException(level + nameof(Window), Window, $"{level}Window is {Window}; over a map of {side} x {side} it must be below {2 * side}, or it always hides everything.");
        OptionCheck.Within(Reach, 1, side, level + nameof(Reach));
        OptionCheck.AtLeast(Centres, 1, level + nameof(Centres));
    }

    private void ValidateAutoregressive(string level)
    {
        OptionCheck.Within(AutoregressiveChannels, 1, MaxChannels, level + nameof(AutoregressiveChannels));
        if (AutoregressiveAttention && AutoregressiveChannels % 16 != 0)
            throw new ArgumentOutOfRangeException(level + nameof(AutoregressiveChannels), AutoregressiveChannels, $"{level}AutoregressiveChannels is {AutoregressiveChannels}; half of it is shared by 8 heads of attention, so it must be a multiple of 16.");
        OptionCheck.AtLeast(AutoregressiveKernel, 3, level + nameof(AutoregressiveKernel));
        OptionCheck.Odd(AutoregressiveKernel, level + nameof(AutoregressiveKernel));
        OptionCheck.AtLeast(AutoregressiveBlocks, 1, level + nameof(AutoregressiveBlocks));
        OptionCheck.AtLeast(AutoregressiveResidualBlocks, 1, level + nameof(AutoregressiveResidualBlocks));
    }
}
