using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Two-dimensional convolution with bias.</summary>
public sealed class Conv2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly Parameter weight; // (outputs, inputs, kernel, kernel)
    private readonly Parameter bias; // (outputs)

    /// <summary>Makes the layer; weights and bias are uniform within ±1/√(inputs · kernel²).</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the square kernel.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="padding">Rows and columns of zeros on each side.</param>
    public Conv2d(int inputs, int outputs, int kernel, Generator init, Device device, int stride = 1, int padding = 0) : base(nameof(Conv2d))
    {
        _stride = [stride, stride];
        _padding = [padding, padding];
        double bound = 1 / Math.Sqrt((double)inputs * kernel * kernel);
        weight = Initial.Uniform([outputs, inputs, kernel, kernel], bound, init, device);
        bias = Initial.Uniform([outputs], bound, init, device);
        RegisterComponents();
    }

    /// <summary>The kernels, (outputs, inputs, kernel, kernel).</summary>
    public Parameter Weight => weight;

    /// <summary>What is added to each output channel, (outputs).</summary>
    public Parameter Bias => bias;

    /// <summary>(N, inputs, H, W) to (N, outputs, H', W').</summary>
    public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, _stride, _padding);
}
