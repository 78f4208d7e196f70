using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Two-dimensional transposed convolution with bias: the way back of a <see cref="Conv2d"/> with the same kernel, stride and padding.</summary>
public sealed class ConvTranspose2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly Parameter weight; // (inputs, outputs, kernel, kernel)
    private readonly Parameter bias; // (outputs)

    /// <summary>Makes the layer; weights and bias are uniform within ±1/√(outputs · kernel²).</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the square kernel.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <param name="stride">Factor by which the map grows in both directions.</param>
    /// <param name="padding">Rows and columns that fall away on each side.</param>
    public ConvTranspose2d(int inputs, int outputs, int kernel, Generator init, Device device, int stride = 1, int padding = 0) : base(nameof(ConvTranspose2d))
    {
        _stride = [stride, stride];
        _padding = [padding, padding];
        double bound = 1 / Math.Sqrt((double)outputs * kernel * kernel);
        weight = Initial.Uniform([inputs, outputs, kernel, kernel], bound, init, device);
        bias = Initial.Uniform([outputs], bound, init, device);
        RegisterComponents();
    }

    /// <summary>The kernels, (inputs, outputs, kernel, kernel).</summary>
    public Parameter Weight => weight;

    /// <summary>(N, inputs, H, W) to (N, outputs, H', W') with H' = (H - 1) · stride - 2 · padding + kernel.</summary>
    public override Tensor forward(Tensor input)
    {
        // libtorch 1.13 takes a transposed convolution in bfloat16 on a CPU for one that is not, and refuses its weights.
        ScalarType type = input.device_type == DeviceType.CPU ? ScalarType.Float32 : input.dtype;
        return nn.functional.conv_transpose2d(input.As(type), weight.As(type), bias.As(type), _stride, _padding).As(input.dtype);
    }
}
