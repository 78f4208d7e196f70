using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Affine map of the last axis: y = x Wᵀ + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    // Fields of modules bear the names of the state dictionary: that is how TorchSharp registers them.
    private readonly Parameter weight; // (outputs, inputs)
    private readonly Parameter? bias; // (outputs)

    /// <summary>Makes the layer with random weights.</summary>
    /// <param name="inputs">Size of the last axis of the input.</param>
    /// <param name="outputs">Size of the last axis of the output.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <param name="hasBias">Whether b is there.</param>
    /// <param name="deviation">Standard deviation of normal weights with b = 0; null for both uniform within ±1/√inputs.</param>
    public Linear(int inputs, int outputs, Generator init, Device device, bool hasBias = true, double? deviation = null) : base(nameof(Linear))
    {
        double bound = 1 / Math.Sqrt(inputs);
        weight = deviation is { } normal
            ? Initial.Normal([outputs, inputs], normal, init, device)
            : Initial.Uniform([outputs, inputs], bound, init, device);
        if (hasBias)
            bias = deviation is null ? Initial.Uniform([outputs], bound, init, device) : Initial.Zeros([outputs], device);
        RegisterComponents();
    }

    /// <summary>W, (outputs, inputs).</summary>
    public Parameter Weight => weight;

    /// <summary>b, (outputs), if there is one.</summary>
    public Parameter? Bias => bias;

    /// <summary>(..., inputs) to (..., outputs).</summary>
    public override Tensor forward(Tensor input)
    {
        ScalarType type = input.dtype;
        return nn.functional.linear(input, weight.As(type), bias?.As(type));
    }
}
