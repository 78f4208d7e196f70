using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>Code pyramids drawn by how near each code is, and that nearness.</summary>
/// <param name="Codes">The codes, (N, TotalCodes) Int64.</param>
/// <param name="Soft">softmax(-distance² / temperature) given the codes drawn before, for each level (N, codes of the level, K of the level).</param>
public readonly record struct SampledPyramids(Tensor Codes, IReadOnlyList<Tensor> Soft);
