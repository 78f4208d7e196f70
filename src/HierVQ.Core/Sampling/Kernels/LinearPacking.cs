using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>How the weights of linear layers are kept for decoding.</summary>
/// <param name="Kernel">The kernel that multiplies them.</param>
internal sealed record LinearPacking(LinearKernel Kernel)
{
    /// <summary>Single precision, with the fastest kernel of this processor.</summary>
    public static LinearPacking Best { get; } = new(LinearKernel.Best);

    /// <summary>What a sampler's options ask for.</summary>
    public static LinearPacking Of(SamplerOptions options) => Best;

    /// <summary>Packs a layer.</summary>
    public RowLinear Pack(Linear layer) =>
        Pack(TensorFloats.Copy(layer.Weight), layer.Bias is { } bias ? TensorFloats.Copy(bias) : [], (int)layer.Weight.size(1), (int)layer.Weight.size(0));

    /// <summary>Packs weights of shape (outputs, inputs), in memory row by row, and a bias that may be empty.</summary>
    public RowLinear Pack(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs) => new PackedLinear(weight, bias, inputs, outputs, Kernel);
}
