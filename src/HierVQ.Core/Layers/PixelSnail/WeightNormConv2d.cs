using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>Convolution whose kernels are a direction and a length for each output (Salimans and Kingma: Weight Normalization, 2016).</summary>
public sealed class WeightNormConv2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _padding;
    private readonly WeightNormKernel conv;

    /// <summary>Makes the layer.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the square kernel, odd: the map keeps its size.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    /// <param name="hasBias">Whether something is added to each output channel.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="kernel"/> is even or below 1.</exception>
    public WeightNormConv2d(int inputs, int outputs, int kernel, LayerContext context, bool hasBias = true) : base(nameof(WeightNormConv2d))
    {
        OptionCheck.Odd(kernel);
        Kernel = kernel;
        _padding = [kernel / 2, kernel / 2];
        conv = new WeightNormKernel([outputs, inputs, kernel, kernel], hasBias, context);
        RegisterComponents();
    }

    /// <summary>Side of the kernels.</summary>
    public int Kernel { get; }

    /// <summary>The kernels, (outputs, inputs, kernel, kernel).</summary>
    public Tensor Kernels() => conv.Weight(conv.Direction);

    /// <summary>What is added to each output channel, (outputs), if anything.</summary>
    public Tensor? Bias => conv.Bias;

    /// <summary>(N, inputs, H, W) to (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.conv2d(input, Kernels().As(input.dtype), Bias?.As(input.dtype), padding: _padding).MoveToOuterDisposeScope();
    }

    /// <summary>The same of one-hot codes: (N, P, H, W) Int64 to (N, outputs, H, W), see <see cref="OneHotConvolution"/>. Only with a bias.</summary>
    internal Tensor OfCodes(Tensor codes, int classes, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        return OneHotConvolution.Run(codes, classes, Kernels().As(type), Bias!.As(type), _padding[1], _padding[0]).MoveToOuterDisposeScope();
    }
}
