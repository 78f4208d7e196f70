using HierVQ.Codes;
using HierVQ.Layers.PixelSnail;
using HierVQ.Priors.Published;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// PixelSNAIL over a map of codes (Chen, Mishra, Rohaninejad, Abbeel: PixelSNAIL: An Improved Autoregressive Generative Model, 2017): causal
/// convolutions see what is near, attention everything before. Told of coarser codes it is the bottom prior of VQ-VAE-2 (Razavi, van den Oord,
/// Vinyals: Generating Diverse High-Fidelity Images with VQ-VAE-2, 2019). Module names follow rosinality/vq-vae-2-pytorch.
/// </summary>
public sealed class PixelSnailPrior : MapPrior, IPublishedNetwork
{
    private readonly MapCondition? condition;
    private readonly PixelSnailNetwork network;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="options">Shape and training.</param>
    /// <param name="context">The codes (one level of depth 1), the condition (a class and codes whose sizes divide, or none) and the device.</param>
    /// <param name="init">Source of the weights, a generator of the CPU.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The layout or the condition is of another shape.</exception>
    public PixelSnailPrior(PixelSnailOptions options, PriorContext context, Generator init)
        : base(nameof(PixelSnailPrior), options, context, init)
    {
        CodeLevel level = Layout[0];
        condition = MakeCondition(options.Channels);
        network = new PixelSnailNetwork(new PixelSnailShape
        {
            Height = level.Height,
            Width = level.Width,
            InputChannels = level.CodebookSize,
            OutputChannels = level.CodebookSize,
            Channels = options.Channels,
            KernelSize = options.KernelSize,
            Blocks = options.Blocks,
            ResidualBlocks = options.ResidualBlocks,
            ResidualChannels = options.ResidualChannels,
            Attention = options.Attention,
            Heads = options.Heads,
            OutputBlocks = options.OutputBlocks,
            ConditionChannels = condition?.Channels ?? 0,
            Precision = options.Precision,
        }, Layers);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <remarks>The lengths of the normalised weights: their directions have no size to decay.</remarks>
    public override IEnumerable<Parameter> DecayedParameters => NormalisedLengths();

    /// <inheritdoc/>
    internal override MapCondition? Told => condition;

    NameMap IPublishedNetwork.PublishedNames => PixelSnailNames.Map;

    /// <summary>The causal network.</summary>
    internal PixelSnailNetwork Snail => network;

    /// <inheritdoc/>
    internal override Tensor Pass(Tensor codes, Tensor? told, bool scoring) => network.RunCodes(codes, told, scoring);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateDecoder(SamplerOptions options, LinearPacking packing) => new PixelSnailDecoder(this, options, packing);

    /// <inheritdoc/>
    private protected override ICodeSampler CreateTensorSampler(SamplerOptions options) => new PixelSnailTensorSampler(this, options);
}
