using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Vectors after quantization.</summary>
/// <param name="Vectors">The code vectors in the vectors' place, (M, D), with a gradient for the vectors themselves.</param>
/// <param name="Codes">The codes, (M, Depth) Int64.</param>
/// <param name="Loss">What the quantizer adds to the loss, weights included: a scalar with a gradient.</param>
public readonly record struct QuantizedVectors(Tensor Vectors, Tensor Codes, Tensor Loss);
