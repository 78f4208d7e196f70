using HierVQ.Priors;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the gated PixelCNN prior over one map of codes (van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves, Kavukcuoglu: Conditional Image
/// Generation with PixelCNN Decoders, 2016). The defaults are a small model for maps of up to 16 x 16 codes on a CPU.
/// </summary>
public sealed class GatedPixelCnnOptions : MapPriorOptions
{
    /// <summary>Channels between layers. At least 1; default 64.</summary>
    public int Channels { get; set; } = 64;

    /// <summary>Layers, each of a vertical and a horizontal stack; the first hides the position itself (mask A). At least 1; default 8.</summary>
    public int Layers { get; set; } = 8;

    /// <summary>Side of the first layer's kernels, odd and at least 3. Default 5.</summary>
    public int FirstKernelSize { get; set; } = 5;

    /// <summary>Side of the other layers' kernels, odd and at least 3. Default 3.</summary>
    public int KernelSize { get; set; } = 3;

    /// <summary>Channels of the layer before the logits. At least 1; default 128.</summary>
    public int OutputChannels { get; set; } = 128;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Channels, 1);
        OptionCheck.AtLeast(Layers, 1);
        OptionCheck.AtLeast(FirstKernelSize, 3);
        OptionCheck.Odd(FirstKernelSize);
        OptionCheck.AtLeast(KernelSize, 3);
        OptionCheck.Odd(KernelSize);
        OptionCheck.AtLeast(OutputChannels, 1);
    }

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new GatedPixelCnn(this, context, init);
}
