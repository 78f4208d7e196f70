using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>
/// A codebook that is a frozen table behind one learned linear layer (Zhu et al. 2024, SimVQ, section 4): every step moves all code
/// vectors at once, not only those in use, so that none is left behind.
/// </summary>
public sealed class SimVqCodebook : Codebook
{
    private readonly Tensor table; // (K, D), never learned
    private readonly Linear linear;

    /// <summary>Makes a table of normal vectors of expected length 1, and a random layer.</summary>
    /// <param name="size">Number of codes, K.</param>
    /// <param name="vectorSize">Length of a code vector, D.</param>
    /// <param name="init">Source of both, on the CPU; not kept.</param>
    /// <param name="device">Where the codebook lives.</param>
    public SimVqCodebook(int size, int vectorSize, Generator init, Device device) : base(nameof(SimVqCodebook), size, vectorSize)
    {
        using (DisposeScope scope = NewDisposeScope())
        {
            table = empty([size, vectorSize], dtype: ScalarType.Float32, device: CPU)
                .normal_(0, 1 / Math.Sqrt(vectorSize), init).to(device, copy: true).DetachFromDisposeScope();
        }
        linear = new Linear(vectorSize, vectorSize, init, device);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Vectors => linear.call(table);

    /// <inheritdoc/>
    public override Tensor Lookup(Tensor codes)
    {
        using Tensor chosen = table.index_select(0, codes);
        return linear.call(chosen);
    }

    /// <summary>Puts the frozen table there, behind a layer that changes nothing yet.</summary>
    public override void Place(Tensor vectors, Tensor uses)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        table.copy_(vectors);
        linear.Weight.copy_(eye(VectorSize, dtype: ScalarType.Float32, device: table.device));
        linear.Bias!.zero_();
    }
}
