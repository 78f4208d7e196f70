using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Halves a map: a 3x3 convolution with stride 2 over the map with one column of zeros at its right and one row at its bottom.</summary>
public sealed class Downsample : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public Downsample(int channels, LayerContext context) : base(nameof(Downsample))
    {
        conv = new Conv2d(channels, channels, 3, context.Init, context.Device, stride: 2);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to (N, C, H / 2, W / 2).</summary>
    public override Tensor forward(Tensor input)
    {
        using Tensor padded = nn.functional.pad(input, (0, 1, 0, 1));
        return conv.call(padded);
    }
}
