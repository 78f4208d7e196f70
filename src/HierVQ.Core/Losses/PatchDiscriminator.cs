using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Losses;

/// <summary>
/// PatchGAN (Isola, Zhu, Zhou, Efros: Image-to-Image Translation, CVPR 2017), the discriminator of VQGAN, RQ-VAE and HQ-VAE: 4x4
/// convolutions, all but the last two of which halve the map, and one logit a patch.
/// </summary>
// The state dictionary bears the published checkpoints' names, main.{place in the sequence}.
public sealed class PatchDiscriminator : nn.Module<Tensor, Tensor>
{
    private const double Slope = 0.2; // of the leaky ReLU
    private const double Deviation = 0.02; // of the first weights
    private readonly Conv2d[] _convolutions;
    private readonly nn.Module<Tensor, Tensor>[] _norms; // of all convolutions but the first and the last
    private readonly PlacedModules main;

    /// <summary>Makes a discriminator in training mode.</summary>
    /// <param name="imageChannels">Channels of an image.</param>
    /// <param name="layers">Convolutions that halve the map, at least 1 (n_layers).</param>
    /// <param name="channels">Channels after the first convolution (ndf); they double with each further one, up to eight times as many.</param>
    /// <param name="norm">How maps are normalised.</param>
    /// <param name="init">Source of the weights.</param>
    /// <param name="device">Where it lives.</param>
    public PatchDiscriminator(int imageChannels, int layers, int channels, DiscriminatorNorm norm, Generator init, Device device) : base(nameof(PatchDiscriminator))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
        int[] widths = [imageChannels, .. Enumerable.Range(0, layers + 1).Select(layer => channels << Math.Min(layer, 3)), 1];
        _convolutions = [.. Enumerable.Range(0, layers + 2).Select(i => new Conv2d(
            widths[i], widths[i + 1], 4, init, device, stride: i < layers ? 2 : 1, padding: 1,
            // What batch and group norms shift themselves needs no bias before.
            hasBias: i == 0 || i > layers || norm == DiscriminatorNorm.ActNorm, deviation: Deviation))];
        _norms = [.. Enumerable.Range(1, layers).Select(i => Norm(norm, widths[i + 1], init, device))];
        // 0 convolution, 1 activation; then 2 convolution, 3 norm, 4 activation, and so on.
        main = new(_convolutions.Select((convolution, i) => (i == 0 ? 0 : 3 * i - 1, (nn.Module)convolution))
            .Concat(_norms.Select((module, i) => (3 * i + 3, (nn.Module)module))));
        RegisterComponents();
    }

    /// <summary>Side of the map of logits that images of a side give; below 1 where the images are too small for so many layers.</summary>
    public static int LogitSide(int imageSide, int layers) => (imageSide >> layers) - 2;

    /// <summary>(N, channels, H, W) in [-1, 1] to logits (N, 1, h, w), high for patches that look like images.</summary>
    public override Tensor forward(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        // In place: no gradient needs what was there before.
        Tensor hidden = leaky_relu(_convolutions[0].call(images), Slope, inplace: true);
        for (int i = 0; i < _norms.Length; i++)
            hidden = leaky_relu(_norms[i].call(_convolutions[i + 1].call(hidden)), Slope, inplace: true);
        return _convolutions[^1].call(hidden).MoveToOuterDisposeScope();
    }

    private static nn.Module<Tensor, Tensor> Norm(DiscriminatorNorm norm, int channels, Generator init, Device device) => norm switch
    {
        DiscriminatorNorm.Batch => new BatchNorm(channels, init, device, Deviation),
        DiscriminatorNorm.Group => new GroupNorm(channels, device),
        _ => new ActNorm(channels, device),
    };
}
