using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// Scale and shift a channel, s · (x + l), set by the first training batch so that it comes out with mean 0 and deviation 1, and learnt from
/// then on (Kingma and Dhariwal: Glow, 2018). That it has been set is a buffer: a training that goes on does not set it again.
/// </summary>
public sealed class ActNorm : nn.Module<Tensor, Tensor>
{
    private readonly Parameter loc; // (1, channels, 1, 1)
    private readonly Parameter scale; // (1, channels, 1, 1)
    private readonly Tensor initialized; // (), 0 or 1
    private bool _known; // that it has been set: asked of the device only until it has

    /// <summary>Makes the layer, which does nothing until its first training batch.</summary>
    /// <param name="channels">Channels of the maps.</param>
    /// <param name="device">Where the layer lives.</param>
    public ActNorm(int channels, Device device) : base(nameof(ActNorm))
    {
        loc = Initial.Zeros([1, channels, 1, 1], device);
        scale = Initial.Ones([1, channels, 1, 1], device);
        initialized = zeros([], dtype: ScalarType.Byte, device: device).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        if (training && !_known)
            SetOnce(input);
        using Tensor shifted = input.add(loc);
        return shifted.mul(scale);
    }

    private void SetOnce(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        _known = true;
        if (initialized.item<byte>() != 0)
            return;
        long[] all = [0, 2, 3];
        using Scalar epsilon = 1e-6f;
        loc.copy_(input.mean(all, keepdim: true).neg());
        scale.copy_(input.std(all, unbiased: true, keepdim: true).add(epsilon).reciprocal());
        initialized.copy_(ones_like(initialized));
    }
}
