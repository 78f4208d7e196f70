using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Doubles a map: each pixel four times, then a 3x3 convolution.</summary>
public sealed class Upsample : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public Upsample(int channels, LayerContext context) : base(nameof(Upsample))
    {
        conv = new Conv2d(channels, channels, 3, context.Init, context.Device, padding: 1);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to (N, C, 2H, 2W).</summary>
    public override Tensor forward(Tensor input) => conv.call(Resampling.NearestUp(input, 2));
}
