using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Doubles a map: each pixel becomes four, then a 3x3 convolution (Esser et al. 2021).</summary>
// A 3x3 window over doubled pixels sees only 2x2 different ones, and which of its taps fall on the same pixel depends on whether row
// and column are even or odd. So four 2x2 convolutions of the small map, one for each of these phases, give the same result with 4/9
// of the multiplications. The weights stay those of the 3x3 convolution; the taps are added up in every pass, so that gradients reach them.
public sealed class Upsample : nn.Module<Tensor, Tensor>
{
    private readonly int _channels;
    private readonly Conv2d conv;

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public Upsample(int channels, LayerContext context) : base(nameof(Upsample))
    {
        _channels = channels;
        conv = new Conv2d(channels, channels, 3, context.Init, context.Device, padding: 1);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to (N, C, 2H, 2W).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        long height = input.size(2), width = input.size(3);
        ScalarType type = input.dtype;
        Tensor phases = nn.functional.conv2d(input, PhaseKernels().As(type), conv.Bias!.repeat(4).As(type), padding: [1, 1]); // (N, 2·2·C, H + 1, W + 1)
        Tensor doubled = ChannelsLast.Is(phases) ? InterleaveVectors(phases, height, width) : InterleavePlanes(phases.contiguous(), height, width);
        return doubled.MoveToOuterDisposeScope();
    }

    // Sums of neighbouring taps, {w0, w0 + w1, w1 + w2, w2} in each direction: even rows use the first and third, odd ones the second and fourth.
    private Tensor PhaseKernels()
    {
        Tensor sums = nn.functional.avg_pool2d(conv.Weight, 2, 1, 1, divisor_override: 1); // (C, C, 4, 4)
        return sums.view(_channels, _channels, 2, 2, 2, 2) // (C out, C in, row tap, row phase, column tap, column phase)
            .permute(3, 5, 0, 1, 2, 4)
            .reshape(4 * _channels, _channels, 2, 2);
    }

    // Pixel (2i + p, 2j + q) of channel c is pixel (i + p, j + q) of plane (p, q, c): one view says so, and one copy puts them in order.
    private Tensor InterleavePlanes(Tensor phases, long height, long width)
    {
        long row = width + 1, plane = (height + 1) * row, columnPhase = _channels * plane, rowPhase = 2 * columnPhase;
        return phases
            .as_strided([phases.size(0), _channels, height, 2, width, 2], [2 * rowPhase, plane, row, rowPhase + row, 1, columnPhase + 1])
            .reshape(-1, _channels, 2 * height, 2 * width);
    }

    // The same where channels lie side by side.
    private Tensor InterleaveVectors(Tensor phases, long height, long width)
    {
        long pixel = 4 * _channels, row = (width + 1) * pixel;
        Tensor vectors = phases
            .as_strided([phases.size(0), height, 2, width, 2, _channels], [(height + 1) * row, row, row + 2 * _channels, pixel, pixel + _channels, 1])
            .reshape(-1, 2 * height, 2 * width, _channels);
        return ChannelsLast.MapOf(vectors);
    }
}
