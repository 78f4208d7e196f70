using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Convolution that sees the surroundings of a position and nothing within a window around it.</summary>
internal sealed class HoleConv2d : nn.Module<Tensor, Tensor>
{
    private readonly int _window;
    private readonly int _reach;
    private readonly Parameter weight; // (outputs, inputs, window + 2 reach, window + 2 reach)
    private readonly Parameter bias; // (outputs)

    /// <summary>Makes the layer; weights and bias are uniform within ±1/√(numbers seen).</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="window">Side of the hole, odd.</param>
    /// <param name="reach">Rows and columns seen beyond it on each side.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public HoleConv2d(int inputs, int outputs, int window, int reach, LayerContext context) : base(nameof(HoleConv2d))
    {
        OptionCheck.Odd(window);
        OptionCheck.AtLeast(reach, 1);
        (_window, _reach) = (window, reach);
        int side = window + (2 * reach);
        double bound = 1 / Math.Sqrt((double)inputs * ((side * side) - (window * window)));
        weight = Initial.Uniform([outputs, inputs, side, side], bound, context.Init, context.Device);
        bias = Initial.Uniform([outputs], bound, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>(N, inputs, H, W) to (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        int padding = _reach + (_window / 2);
        return nn.functional.conv2d(input, Ring(), bias, padding: [padding, padding]).MoveToOuterDisposeScope();
    }

    // The weights without the window: what is taken off is exactly what was there.
    private Tensor Ring()
    {
        Tensor hole = weight.narrow(2, _reach, _window).narrow(3, _reach, _window);
        return weight.sub(nn.functional.pad(hole, (_reach, _reach, _reach, _reach)));
    }
}
