using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Batch normalisation of maps (Ioffe and Szegedy 2015): in training by the mean and variance of the batch, of which running means are
/// kept, in evaluation by these.
/// </summary>
// A layer of its own for the same reasons as the other norms: its first weights come from a generator that the network's maker owns.
public sealed class BatchNorm : nn.Module<Tensor, Tensor>
{
    private const double Momentum = 0.1;
    private const double Epsilon = 1e-5;
    private readonly Parameter weight; // (channels)
    private readonly Parameter bias; // (channels)
    private readonly Tensor running_mean; // (channels)
    private readonly Tensor running_var; // (channels)

    /// <summary>Makes the layer with shifts of zero.</summary>
    /// <param name="channels">Channels of the maps.</param>
    /// <param name="init">Source of the scales.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <param name="deviation">Standard deviation of the scales about one; discriminators begin with 0.02.</param>
    public BatchNorm(int channels, Generator init, Device device, double deviation = 0) : base(nameof(BatchNorm))
    {
        weight = Initial.Normal([channels], deviation, init, device, mean: 1);
        bias = Initial.Zeros([channels], device);
        running_mean = zeros(channels, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        running_var = ones(channels, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor input) =>
        nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training, Momentum, Epsilon);
}
