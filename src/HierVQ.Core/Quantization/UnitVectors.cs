using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Vectors brought to length 1.</summary>
internal static class UnitVectors
{
    /// <summary>(M, D) to (M, D), with a gradient; a vector of zeros stays one.</summary>
    public static Tensor Of(Tensor vectors) => nn.functional.normalize(vectors, 2, 1);
}
