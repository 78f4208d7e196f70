using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Two-dimensional convolution.</summary>
public sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly Parameter weight; // (outputs, inputs, kernel, kernel)
    private readonly Parameter? bias; // (outputs)

    /// <summary>Makes the layer; the bias is uniform within ±1/√(inputs · kernel²), and so are the weights unless they are normal.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the square kernel.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="padding">Rows and columns of zeros on each side.</param>
    /// <param name="hasBias">Whether there is a bias.</param>
    /// <param name="deviation">Standard deviation of normal weights; null for uniform ones.</param>
    public Conv2d(int inputs, int outputs, int kernel, Generator init, Device device, int stride = 1, int padding = 0, bool hasBias = true, double? deviation = null) : base(nameof(Conv2d))
    {
        _stride = [stride, stride];
        _padding = [padding, padding];
        double bound = 1 / Math.Sqrt((double)inputs * kernel * kernel);
        long[] shape = [outputs, inputs, kernel, kernel];
        weight = deviation is { } normal ? Initial.Normal(shape, normal, init, device) : Initial.Uniform(shape, bound, init, device);
        bias = hasBias ? Initial.Uniform([outputs], bound, init, device) : null;
        RegisterComponents();
    }

    /// <summary>The kernels, (outputs, inputs, kernel, kernel).</summary>
    public Parameter Weight => weight;

    /// <summary>What is added to each output channel, (outputs), if there is any.</summary>
    public Parameter? Bias => bias;

    /// <summary>(N, inputs, H, W) to (N, outputs, H', W').</summary>
    public override Tensor forward(Tensor input)
    {
        ScalarType type = input.dtype;
        return nn.functional.conv2d(input, weight.As(type), bias?.As(type), _stride, _padding);
    }
}
