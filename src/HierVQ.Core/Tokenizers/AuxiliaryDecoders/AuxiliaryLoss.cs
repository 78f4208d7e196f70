using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>What an auxiliary decoder says of codes.</summary>
/// <param name="Value">Its loss: a scalar.</param>
/// <param name="Reconstruction">What it makes of them, without a gradient: pixels, or logits of classes or codes, (N, channels, H, W). Null where it cannot reconstruct.</param>
internal readonly record struct AuxiliaryLoss(Tensor Value, Tensor? Reconstruction = null);
