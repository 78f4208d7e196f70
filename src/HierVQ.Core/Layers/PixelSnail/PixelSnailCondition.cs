using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// What a network is told of a coarser map, such as the top codes of VQ-VAE-2 (Razavi, van den Oord, Vinyals 2019): a convolution and gated
/// residual blocks at the coarse resolution, then each position repeated.
/// </summary>
public sealed class PixelSnailCondition : nn.Module<Tensor, Tensor>
{
    private readonly Numbered<nn.Module> blocks;

    /// <summary>Makes the network.</summary>
    /// <param name="inputs">Channels of the coarse map, such as the classes of one-hot codes.</param>
    /// <param name="channels">Channels of the condition.</param>
    /// <param name="count">Gated residual blocks.</param>
    /// <param name="factor">How much coarser the map is than the network's own, in each direction.</param>
    /// <param name="context">Where it lives and what its weights are drawn from.</param>
    /// <param name="kernel">Side of its convolutions, odd.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public PixelSnailCondition(int inputs, int channels, int count, int factor, LayerContext context, int kernel = 3) : base(nameof(PixelSnailCondition))
    {
        OptionCheck.AtLeast(channels, 1);
        OptionCheck.AtLeast(count, 0);
        OptionCheck.AtLeast(factor, 1);
        (Channels, Factor) = (channels, factor);
        blocks = new(Enumerable.Range(0, count)
            .Select(nn.Module (_) => new GatedResidualBlock(channels, channels, kernel, causal: false, context))
            .Prepend(new WeightNormConv2d(inputs, channels, kernel, context)));
        RegisterComponents();
    }

    /// <summary>Channels of the condition.</summary>
    public int Channels { get; }

    /// <summary>How much coarser the map is than the network's own.</summary>
    public int Factor { get; }

    /// <summary>(N, inputs, H / factor, W / factor) to (N, channels, H, W).</summary>
    public override Tensor forward(Tensor coarse)
    {
        using DisposeScope scope = NewDisposeScope();
        return Refined(First.call(coarse), scoring: false).MoveToOuterDisposeScope();
    }

    /// <summary>The first convolution.</summary>
    internal WeightNormConv2d First => (WeightNormConv2d)blocks[0];

    /// <summary>The gated residual blocks.</summary>
    internal IEnumerable<GatedResidualBlock> Residual => blocks.Skip(1).Cast<GatedResidualBlock>();

    /// <summary>The same of codes, (N, P, H / factor, W / factor) Int64, each of <paramref name="classes"/>; nothing is dropped in scoring.</summary>
    internal Tensor OfCodes(Tensor codes, int classes, ScalarType type, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        return Refined(First.OfCodes(codes, classes, type), scoring).MoveToOuterDisposeScope();
    }

    private Tensor Refined(Tensor hidden, bool scoring)
    {
        foreach (GatedResidualBlock block in Residual)
            hidden = block.Run(hidden, scoring: scoring);
        return Factor == 1 ? hidden : Resampling.NearestUp(hidden, Factor);
    }
}
