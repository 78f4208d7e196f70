using HierVQ.Priors;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the PixelSNAIL prior over one map of codes (Chen, Mishra, Rohaninejad, Abbeel: PixelSNAIL: An Improved Autoregressive Generative
/// Model, 2017), as priors of VQ-VAE-2 use it (Razavi, van den Oord, Vinyals 2019). The defaults are a small model for maps of up to 16 x 16 codes on a CPU.
/// </summary>
public sealed class PixelSnailOptions : MapPriorOptions
{
    /// <summary>Channels between blocks. With attention, a multiple of twice <see cref="Heads"/>. Default 64.</summary>
    public int Channels { get; set; } = 64;

    /// <summary>Side of the causal convolutions, odd and at least 3. Default 5.</summary>
    public int KernelSize { get; set; } = 5;

    /// <summary>Blocks, each of residual blocks and one attention. At least 1; default 2.</summary>
    public int Blocks { get; set; } = 2;

    /// <summary>Gated residual blocks in each block. At least 1; default 2.</summary>
    public int ResidualBlocks { get; set; } = 2;

    /// <summary>Channels inside a gated residual block. At least 1; default 64.</summary>
    public int ResidualChannels { get; set; } = 64;

    /// <summary>Whether blocks have attention to everything before, whose cost grows with the square of the positions; VQ-VAE-2's bottom prior has none. Default true.</summary>
    public bool Attention { get; set; } = true;

    /// <summary>Heads of the attention, which share half of <see cref="Channels"/>. At least 1; default 8.</summary>
    public int Heads { get; set; } = 8;

    /// <summary>Gated residual 1x1 blocks before the logits. At least 0 (default).</summary>
    public int OutputBlocks { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Channels, 1);
        OptionCheck.AtLeast(KernelSize, 3);
        OptionCheck.Odd(KernelSize);
        OptionCheck.AtLeast(Blocks, 1);
        OptionCheck.AtLeast(ResidualBlocks, 1);
        OptionCheck.AtLeast(ResidualChannels, 1);
        OptionCheck.AtLeast(Heads, 1);
        OptionCheck.AtLeast(OutputBlocks, 0);
        if (Attention && Channels % (2 * Heads) != 0)
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"Channels is {Channels}; half of it is shared by {Heads} heads of attention, so it must be a multiple of {2 * Heads}.");
    }

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new PixelSnailPrior(this, context, init);
}
