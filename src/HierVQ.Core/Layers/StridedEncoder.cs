using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Layers;

/// <summary>
/// An encoder of VQ-VAE-2 (Razavi, van den Oord, Vinyals 2019, appendix): 4x4 convolutions of stride 2, a 3x3 convolution, residual
/// blocks; a ReLU between each two convolutions and at the end.
/// </summary>
// The state dictionary bears the reference's names, blocks.{place in the sequence}.
public sealed class StridedEncoder : nn.Module<Tensor, Tensor>
{
    private readonly ScalarType _trainsIn;
    private readonly Conv2d[] _convolutions;
    private readonly ReluResidualBlock[] _residuals;
    private readonly PlacedModules blocks;

    /// <summary>Makes the encoder.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="shape">Its shape: the channels are those of its output, half as many after the first convolution.</param>
    /// <param name="stride">Factor by which it divides height and width, a power of two from 2 on.</param>
    /// <param name="context">Where it lives and what its weights are drawn from.</param>
    public StridedEncoder(int inputs, StridedShape shape, int stride, LayerContext context) : base(nameof(StridedEncoder))
    {
        _trainsIn = Computing.In(shape.Precision);
        int halvings = BitOperations.Log2((uint)stride);
        int[] widths = [inputs, shape.Channels / 2, .. Enumerable.Repeat(shape.Channels, halvings)];
        _convolutions = [.. Enumerable.Range(0, halvings + 1).Select(i => i < halvings
            ? new Conv2d(widths[i], widths[i + 1], 4, context.Init, context.Device, stride: 2, padding: 1)
            : new Conv2d(widths[i], widths[i + 1], 3, context.Init, context.Device, padding: 1))];
        _residuals = [.. Enumerable.Range(0, shape.ResidualBlocks).Select(_ => new ReluResidualBlock(shape.Channels, shape.ResidualChannels, context))];
        // An activation after every convolution but the last.
        blocks = new(_convolutions.Select((module, i) => (2 * i, (nn.Module)module))
            .Concat(_residuals.Select((module, i) => (2 * halvings + 1 + i, (nn.Module)module))));
        RegisterComponents();
    }

    /// <summary>(N, inputs, H, W) to (N, channels, H / stride, W / stride).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = _convolutions[0].call(training ? input.As(_trainsIn) : input);
        foreach (Conv2d convolution in _convolutions.AsSpan(1))
            hidden = convolution.call(relu(hidden));
        foreach (ReluResidualBlock residual in _residuals)
            hidden = residual.call(hidden);
        return relu(hidden).As(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
