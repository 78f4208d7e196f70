using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>A layer norm with its weights.</summary>
internal sealed unsafe class DecodeNorm(float[] weight, float[] bias)
{
    /// <summary>Copies the weights of a norm.</summary>
    public static DecodeNorm Pack(LayerNorm norm) => new(TensorFloats.Copy(norm.Weight), TensorFloats.Copy(norm.Bias));

    /// <summary>Normalises rows that lie one after the other.</summary>
    public void Forward(float* rows, float* results, int count)
    {
        int width = weight.Length;
        for (int row = 0; row < count; row++)
        {
            VectorMath.LayerNorm(new ReadOnlySpan<float>(rows + ((long)row * width), width), weight, bias,
                new Span<float>(results + ((long)row * width), width));
        }
    }
}
