using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Codes drawn by their nearness, and the nearness.</summary>
/// <param name="Codes">The codes, (M, Depth) Int64.</param>
/// <param name="Soft">softmax(-distance² / temperature) over the codes of each depth, given the codes before it, (M, Depth, K).</param>
public readonly record struct SampledCodes(Tensor Codes, Tensor Soft);
