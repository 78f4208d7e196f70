using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Layers;

/// <summary>Residual block of VQ-VAE and VQ-VAE-2 (Razavi, van den Oord, Vinyals 2019): x + conv1x1(relu(conv3x3(relu(x)))), without norms.</summary>
public sealed class ReluResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d[] _convolutions;
    private readonly PlacedModules conv;

    /// <summary>Makes the block.</summary>
    /// <param name="channels">Channels of input and output.</param>
    /// <param name="hiddenChannels">Channels between the two convolutions.</param>
    /// <param name="context">Where the block lives and what its weights are drawn from.</param>
    public ReluResidualBlock(int channels, int hiddenChannels, LayerContext context) : base(nameof(ReluResidualBlock))
    {
        _convolutions =
        [
            new Conv2d(channels, hiddenChannels, 3, context.Init, context.Device, padding: 1),
            new Conv2d(hiddenChannels, channels, 1, context.Init, context.Device),
        ];
        conv = new(_convolutions.Select((module, i) => (2 * i + 1, (nn.Module)module))); // 0 activation, 1 convolution, 2 activation, 3 convolution
        RegisterComponents();
    }

    /// <summary>(N, channels, H, W), the same.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return _convolutions[1].call(relu(_convolutions[0].call(relu(input)))).add_(input).MoveToOuterDisposeScope();
    }
}
