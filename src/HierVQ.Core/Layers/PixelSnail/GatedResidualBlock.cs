using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// Gated residual block (Chen et al. 2017, figure 3; Salimans et al.: PixelCNN++, 2017): twice ELU and convolution, then a gated linear unit, around
/// them a skip. A second map and a condition can enter it.
/// </summary>
public sealed class GatedResidualBlock : nn.Module
{
    private readonly nn.Module<Tensor, Tensor> conv1;
    private readonly WeightNormConv2d? aux_conv;
    private readonly Dropout dropout;
    private readonly nn.Module<Tensor, Tensor> conv2;
    private readonly WeightNormConv2d? condition;

    /// <summary>Makes the block.</summary>
    /// <param name="channels">Channels of the map that goes in and comes out.</param>
    /// <param name="hidden">Channels inside.</param>
    /// <param name="kernel">Side of the convolutions, odd; at least 3 where they are causal.</param>
    /// <param name="causal">Whether a position sees only those before it in raster order; else it sees all around it.</param>
    /// <param name="context">Where the block lives and what its weights and masks are drawn from.</param>
    /// <param name="auxiliaryChannels">Channels of the second map, 0 for none.</param>
    /// <param name="conditionChannels">Channels of the condition, 0 for none.</param>
    public GatedResidualBlock(int channels, int hidden, int kernel, bool causal, LayerContext context, int auxiliaryChannels = 0, int conditionChannels = 0)
        : base(nameof(GatedResidualBlock))
    {
        conv1 = Convolution(channels, hidden, kernel, causal, context);
        aux_conv = auxiliaryChannels > 0 ? new WeightNormConv2d(auxiliaryChannels, hidden, 1, context) : null;
        dropout = new Dropout(context.Dropout, context.Noise);
        conv2 = Convolution(hidden, 2 * channels, kernel, causal, context);
        condition = conditionChannels > 0 ? new WeightNormConv2d(conditionChannels, 2 * channels, 1, context, hasBias: false) : null;
        RegisterComponents();
    }

    /// <summary>The first convolution.</summary>
    internal nn.Module<Tensor, Tensor> First => conv1;

    /// <summary>The second convolution.</summary>
    internal nn.Module<Tensor, Tensor> Second => conv2;

    /// <summary>How the second map enters.</summary>
    internal WeightNormConv2d? AuxiliaryConvolution => aux_conv;

    /// <summary>How the condition enters.</summary>
    internal WeightNormConv2d? Condition => condition;

    /// <summary>One pass.</summary>
    /// <param name="input">(N, C, H, W).</param>
    /// <param name="auxiliary">The second map, (N, A, H, W), where the block has one.</param>
    /// <param name="given">The condition, (N, D, H, W) or what broadcasts to it, such as (N, D, 1, 1); null leaves it out.</param>
    /// <param name="scoring">Whether nothing is dropped, whatever the mode of the module.</param>
    /// <returns>(N, C, H, W).</returns>
    public Tensor Run(Tensor input, Tensor? auxiliary = null, Tensor? given = null, bool scoring = false)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = conv1.call(nn.functional.elu(input, 1)); // (N, hidden, H, W)
        if (auxiliary is not null)
            hidden = hidden.add_(aux_conv!.call(nn.functional.elu(auxiliary, 1)));
        hidden = nn.functional.elu(hidden, 1);
        hidden = conv2.call(scoring ? hidden : dropout.call(hidden)); // (N, 2 C, H, W): what is added, and its gates
        if (given is not null)
            hidden = hidden.add_(condition!.call(given));
        return nn.functional.glu(hidden, 1).add_(input).MoveToOuterDisposeScope();
    }

    private static nn.Module<Tensor, Tensor> Convolution(int inputs, int outputs, int kernel, bool causal, LayerContext context) => causal
        ? CausalConv2d.Before(inputs, outputs, kernel, context)
        : new WeightNormConv2d(inputs, outputs, kernel, context);
}
