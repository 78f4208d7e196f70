using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Layers.GatedPixelCnn;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Conv2d = HierVQ.Layers.Conv2d;

namespace HierVQ.Priors;

/// <summary>
/// The gated PixelCNN over a map of codes (van den Oord, Kalchbrenner, Vinyals, Espeholt, Graves, Kavukcuoglu: Conditional Image Generation with
/// PixelCNN Decoders, 2016): masked convolutions in a vertical and a horizontal stack, so that everything before a position within reach is seen.
/// </summary>
public sealed class GatedPixelCnn : MapPrior
{
    private readonly MapCondition? condition;
    private readonly GatedPixelCnnNetwork network;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">The codes (one level of depth 1), the condition (a class and codes whose sizes divide, or none) and the device.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout or the condition is of another shape.</exception>
    public GatedPixelCnn(GatedPixelCnnOptions options, PriorContext context, Generator init)
        : base(nameof(GatedPixelCnn), options, context, init)
    {
        CodeLevel level = Layout[0];
        condition = MakeCondition(options.Channels);
        network = new GatedPixelCnnNetwork(new GatedPixelCnnShape(level.Height, level.Width, level.CodebookSize)
        {
            Channels = options.Channels,
            Layers = options.Layers,
            FirstKernelSize = options.FirstKernelSize,
            KernelSize = options.KernelSize,
            OutputChannels = options.OutputChannels,
            ConditionChannels = condition?.Channels ?? 0,
            Precision = options.Precision,
        }, Layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <remarks>The kernels of its convolutions; of the condition's, which are normalised, the lengths.</remarks>
    public override IEnumerable<Parameter> DecayedParameters => [
        .. NormalisedLengths(),
        .. network.modules().OfType<Conv2d>().Select(convolution => convolution.Weight),
        .. network.modules().OfType<OffsetConv2d>().Select(convolution => convolution.Weight)];

    /// <inheritdoc/>
    internal override MapCondition? Told => condition;

    /// <summary>The causal network.</summary>
    internal GatedPixelCnnNetwork Gated => network;

    /// <inheritdoc/>
    internal override Tensor Pass(Tensor codes, Tensor? told, bool scoring) => network.Run(codes, told, scoring);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new GatedPixelCnnDecoder(this, options, packing);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new GatedPixelCnnTensorSampler(this, options);
}
