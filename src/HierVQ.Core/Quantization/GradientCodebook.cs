using HierVQ.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>A codebook that is a weight like any other, trained by the gradient of the codebook loss (van den Oord et al. 2017, equation 3).</summary>
public sealed class GradientCodebook : Codebook
{
    private readonly Parameter weight; // (K, D)

    /// <summary>Makes a codebook of vectors uniform within ±1/K, as VQGAN does.</summary>
    /// <param name="size">Number of codes, K.</param>
    /// <param name="vectorSize">Length of a code vector, D.</param>
    /// <param name="init">Source of the vectors, on the CPU; not kept.</param>
    /// <param name="device">Where the codebook lives.</param>
    public GradientCodebook(int size, int vectorSize, Generator init, Device device) : base(nameof(GradientCodebook), size, vectorSize)
    {
        weight = Initial.Uniform([size, vectorSize], 1.0 / size, init, device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Vectors => weight;

    /// <inheritdoc/>
    public override void Place(Tensor vectors, Tensor uses)
    {
        using IDisposable noGrad = no_grad();
        weight.copy_(vectors);
    }
}
