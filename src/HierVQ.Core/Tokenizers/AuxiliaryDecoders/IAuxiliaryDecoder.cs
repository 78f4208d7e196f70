using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Teaches an encoder, through the quantizer, what its codes should hold; generating does without it.</summary>
internal interface IAuxiliaryDecoder
{
    /// <summary>How badly it predicts a level's input from the codes: with gradients to them.</summary>
    /// <param name="quantized">The code vectors, (N, D, h, w).</param>
    /// <param name="input">What they were made of.</param>
    /// <param name="random">Where positions are drawn from, or null for all of them.</param>
    /// <returns>The loss and, where the decoder can reconstruct, its reconstruction.</returns>
    AuxiliaryLoss Loss(Tensor quantized, LevelInput input, Generator? random);
}
