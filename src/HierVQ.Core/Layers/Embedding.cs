using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>A table of vectors, looked up by index.</summary>
public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (count, size)

    /// <summary>Makes the table with normal random vectors.</summary>
    /// <param name="count">Number of vectors.</param>
    /// <param name="size">Size of a vector.</param>
    /// <param name="init">Source of the vectors.</param>
    /// <param name="device">Where the table lives.</param>
    /// <param name="deviation">Standard deviation of the vectors' numbers.</param>
    public Embedding(int count, int size, Generator init, Device device, double deviation = 1) : base(nameof(Embedding))
    {
        weight = Initial.Normal([count, size], deviation, init, device);
        RegisterComponents();
    }

    /// <summary>The table, (count, size).</summary>
    public Parameter Weight => weight;

    /// <summary>Indices (n) to vectors (n, size). Indices of several axes are flattened by the caller, who knows their shape.</summary>
    public override Tensor forward(Tensor indices) => weight.index_select(0, indices);
}
