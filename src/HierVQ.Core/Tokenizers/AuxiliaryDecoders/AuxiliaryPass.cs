using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>What one training pass of a level gives.</summary>
/// <param name="Auxiliary">The auxiliary decoder's loss, which teaches encoder and codes.</param>
/// <param name="QuantizationLoss">The quantizer's loss, weights included: a scalar.</param>
/// <param name="Nats">The autoregressive decoder's mean nats a value, which teaches it alone: a scalar.</param>
/// <param name="Codes">The codes, (N, h·w·C) Int64.</param>
/// <param name="Map">Their vectors, without a gradient, (N, D, h, w).</param>
internal sealed record AuxiliaryPass(AuxiliaryLoss Auxiliary, Tensor QuantizationLoss, Tensor Nats, Tensor Codes, Tensor Map);
