using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Layer normalisation of the last axis, with scale and shift (Ba et al. 2016). Scales begin at one, shifts at zero.</summary>
public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-5;
    private readonly long[] _shape;
    private readonly Parameter weight; // (size)
    private readonly Parameter bias; // (size)

    /// <summary>Makes the layer.</summary>
    /// <param name="size">Size of the last axis.</param>
    /// <param name="device">Where the layer lives.</param>
    public LayerNorm(int size, Device device) : base(nameof(LayerNorm))
    {
        _shape = [size];
        weight = Initial.Ones(_shape, device);
        bias = Initial.Zeros(_shape, device);
        RegisterComponents();
    }

    /// <summary>The scales, (size).</summary>
    public Parameter Weight => weight;

    /// <summary>The shifts, (size).</summary>
    public Parameter Bias => bias;

    /// <summary>(..., size) to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        ScalarType type = input.dtype;
        if (type == ScalarType.Float32)
            return nn.functional.layer_norm(input, _shape, weight, bias, Epsilon);
        // Means and variances need the digits.
        using Tensor exact = input.to(ScalarType.Float32);
        using Tensor normed = nn.functional.layer_norm(exact, _shape, weight, bias, Epsilon);
        return normed.to(type);
    }
}
