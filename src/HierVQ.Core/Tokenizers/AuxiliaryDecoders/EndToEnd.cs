using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// No auxiliary decoder: what the autoregressive decoder finds in the codes is what they should hold. Encoder and decoder then learn end to
/// end, as De Fauw et al. 2019 say one should not.
/// </summary>
internal sealed class EndToEnd(AutoregressiveDecoder autoregressive) : IAuxiliaryDecoder
{
    /// <inheritdoc/>
    public AuxiliaryLoss Loss(Tensor quantized, LevelInput input, Generator? random) =>
        new(autoregressive.NegativeLogLikelihood(input.Values, quantized).sum().div(input.Values.numel()));
}
