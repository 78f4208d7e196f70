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
        Tensor hidden = ((WeightNormConv2d)blocks[0]).call(coarse);
        for (int i = 1; i < blocks.Count; i++)
            hidden = ((GatedResidualBlock)blocks[i]).Run(hidden);
        return Resampling.NearestUp(hidden, Factor).MoveToOuterDisposeScope();
    }
}
