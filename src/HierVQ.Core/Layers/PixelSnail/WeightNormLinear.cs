using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>Affine map of the last axis whose weight is a direction and a length for each output (Salimans and Kingma 2016).</summary>
internal sealed class WeightNormLinear : WeightNormKernel
{
    public WeightNormLinear(int inputs, int outputs, LayerContext context) : base([outputs, inputs], hasBias: true, context)
    {
    }

    /// <summary>(..., inputs) to (..., outputs).</summary>
    public Tensor Map(Tensor input) => nn.functional.linear(input, Weight(Direction).As(input.dtype), Bias!.As(input.dtype));
}
