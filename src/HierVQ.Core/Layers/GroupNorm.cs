using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Group normalisation with 32 groups and epsilon 1e-6, as in all tokenizers here (Wu and He 2018; VQGAN's Normalize).</summary>
// TorchSharp 0.104 and later leave the weights of nn.GroupNorm uninitialised; these are set here.
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private const int Groups = 32;
    private const double Epsilon = 1e-6;
    private readonly Parameter weight; // (channels)
    private readonly Parameter bias; // (channels)

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of the maps, a multiple of 32.</param>
    /// <param name="device">Where the layer lives.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is no multiple of 32.</exception>
    public GroupNorm(int channels, Device device) : base(nameof(GroupNorm))
    {
        if (channels < Groups || channels % Groups != 0)
            throw new ArgumentOutOfRangeException(nameof(channels), channels, $"A group norm with {Groups} groups needs a multiple of {Groups} channels, not {channels}.");
        weight = Initial.Ones([channels], device);
        bias = Initial.Zeros([channels], device);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        ScalarType type = input.dtype;
        if (HasKernel(input))
            return ChannelsLastNorm.Norm(input, weight, bias, Groups, Epsilon);
        if (type == ScalarType.Float32)
            return nn.functional.group_norm(input, Groups, weight, bias, Epsilon);
        // Means and variances need the digits.
        using Tensor exact = input.to(ScalarType.Float32);
        using Tensor normed = nn.functional.group_norm(exact, Groups, weight, bias, Epsilon);
        return normed.to(type);
    }

    /// <summary>The norm, then swish, x·sigmoid(x), which follows it before every convolution of the tokenizers. (N, C, H, W) to the same shape.</summary>
    internal Tensor Swish(Tensor input)
    {
        if (HasKernel(input))
            return ChannelsLastNorm.NormSwish(input, weight, bias, Groups, Epsilon);
        Tensor normed = call(input);
        if (!is_grad_enabled())
            return nn.functional.silu(normed, inplace: true);
        using (normed)
            return nn.functional.silu(normed);
    }

    private static bool HasKernel(Tensor input) =>
        !is_grad_enabled() && input.device_type == DeviceType.CPU && input.dtype == ScalarType.Float32 && ChannelsLast.Is(input);
}
