using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Layers;

/// <summary>
/// A decoder of VQ-VAE-2 (Razavi, van den Oord, Vinyals 2019, appendix): a 3x3 convolution, residual blocks, 4x4 transposed
/// convolutions of stride 2; a ReLU before each of these.
/// </summary>
// The state dictionary bears the reference's names, blocks.{place in the sequence}.
public sealed class StridedDecoder : nn.Module<Tensor, Tensor>
{
    private readonly ScalarType _trainsIn;
    private readonly nn.Module<Tensor, Tensor>[] _convolutions;
    private readonly ReluResidualBlock[] _residuals;
    private readonly PlacedModules blocks;

    /// <summary>Makes the decoder.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="shape">Its shape; it has half as many channels before the last of several transposed convolutions.</param>
    /// <param name="stride">Factor by which height and width grow, a power of two from 2 on.</param>
    /// <param name="context">Where it lives and what its weights are drawn from.</param>
    public StridedDecoder(int inputs, int outputs, StridedShape shape, int stride, LayerContext context) : base(nameof(StridedDecoder))
    {
        _trainsIn = Computing.In(shape.Precision);
        int doublings = BitOperations.Log2((uint)stride);
        int[] widths = [inputs, .. Enumerable.Repeat(shape.Channels, doublings), outputs];
        if (doublings > 1)
            widths[^2] = shape.Channels / 2;
        _convolutions = [.. Enumerable.Range(0, doublings + 1).Select(nn.Module<Tensor, Tensor> (i) => i == 0
            ? new Conv2d(widths[i], widths[i + 1], 3, context.Init, context.Device, padding: 1)
            : new ConvTranspose2d(widths[i], widths[i + 1], 4, context.Init, context.Device, stride: 2, padding: 1))];
        _residuals = [.. Enumerable.Range(0, shape.ResidualBlocks).Select(_ => new ReluResidualBlock(shape.Channels, shape.ResidualChannels, context))];
        // The residual blocks after the first convolution; then an activation before every other.
        blocks = new(_convolutions.Select((module, i) => (i == 0 ? 0 : shape.ResidualBlocks + 2 * i, (nn.Module)module))
            .Concat(_residuals.Select((module, i) => (1 + i, (nn.Module)module))));
        RegisterComponents();
    }

    /// <summary>The kernels of the last transposed convolution, (channels, outputs, 4, 4).</summary>
    public TorchSharp.Modules.Parameter LastWeight => ((ConvTranspose2d)_convolutions[^1]).Weight;

    /// <summary>(N, inputs, H, W) to (N, outputs, H · stride, W · stride). Nothing bounds the result.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = _convolutions[0].call(training ? input.As(_trainsIn) : input);
        foreach (ReluResidualBlock residual in _residuals)
            hidden = residual.call(hidden);
        foreach (nn.Module<Tensor, Tensor> doubling in _convolutions.AsSpan(1))
            hidden = doubling.call(relu(hidden));
        return hidden.As(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
