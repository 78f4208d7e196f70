using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>An affine map of its own for each depth, all in one product: y_j = x_j W_j + b_j.</summary>
internal sealed class DepthLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (depths, inputs, outputs)
    private readonly Parameter bias; // (depths, outputs)

    public DepthLinear(int depths, int inputs, int outputs, Generator init, Device device, double deviation) : base(nameof(DepthLinear))
    {
        weight = Initial.Normal([depths, inputs, outputs], deviation, init, device);
        bias = Initial.Zeros([depths, outputs], device);
        RegisterComponents();
    }

    /// <summary>W, (depths, inputs, outputs).</summary>
    public Parameter Weight => weight;

    /// <summary>b, (depths, outputs).</summary>
    public Parameter Bias => bias;

    /// <summary>(depths, M, inputs) to (depths, M, outputs).</summary>
    public override Tensor forward(Tensor input)
    {
        ScalarType type = input.dtype;
        return baddbmm(bias.As(type).unsqueeze(1), input, weight.As(type));
    }
}
