using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>How the weights of linear layers are kept for decoding.</summary>
/// <param name="Kernel">The kernel of float32 weights.</param>
/// <param name="Quantized">The kernel of 8-bit weights, where they are kept so; else null.</param>
internal sealed record LinearPacking(LinearKernel Kernel, QuantizedKernel? Quantized = null)
{
    /// <summary>Single precision, with the fastest kernel of this processor.</summary>
    public static LinearPacking Best { get; } = new(LinearKernel.Best);

    /// <summary>8 bits, with the fastest kernel of this processor.</summary>
    public static LinearPacking Int8 { get; } = new(LinearKernel.Best, QuantizedKernel.Best);

    /// <summary>What a sampler's options ask for.</summary>
    public static LinearPacking Of(SamplerOptions options) => options.Weights == SamplerWeights.Int8 ? Int8 : Best;

    /// <summary>Packs a layer.</summary>
    public RowLinear Pack(Linear layer) =>
        Pack(TensorFloats.Copy(layer.Weight), layer.Bias is { } bias ? TensorFloats.Copy(bias) : [], (int)layer.Weight.size(1), (int)layer.Weight.size(0));

    /// <summary>Packs weights of shape (outputs, inputs), in memory row by row, and a bias that may be empty.</summary>
    public RowLinear Pack(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs) => Quantized is null
        ? new PackedLinear(weight, bias, inputs, outputs, Kernel)
        : new QuantizedLinear(weight, bias, inputs, outputs, Quantized);
}
