using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>One term of a loss, for reports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, without a weight: a scalar.</param>
public readonly record struct LossTerm(string Name, Tensor Value);
