using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// First values of weights, drawn on the CPU from a generator that the network's maker owns and then brought to the device: the same
/// seed gives the same weights on every device, and nobody else's random numbers are touched.
/// </summary>
internal static class Initial
{
    public static Parameter Uniform(long[] shape, double bound, Generator generator, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Owned(empty(shape, dtype: ScalarType.Float32, device: CPU).uniform_(-bound, bound, generator).to(device));
    }

    public static Parameter Normal(long[] shape, double deviation, Generator generator, Device device, double mean = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        return Owned(empty(shape, dtype: ScalarType.Float32, device: CPU).normal_(mean, deviation, generator).to(device));
    }

    public static Parameter Zeros(long[] shape, Device device) => Owned(zeros(shape, dtype: ScalarType.Float32, device: device));

    public static Parameter Ones(long[] shape, Device device) => Owned(ones(shape, dtype: ScalarType.Float32, device: device));

    /// <summary>A parameter that belongs to its module alone, whatever dispose scope the network is made in.</summary>
    private static Parameter Owned(Tensor values)
    {
        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
