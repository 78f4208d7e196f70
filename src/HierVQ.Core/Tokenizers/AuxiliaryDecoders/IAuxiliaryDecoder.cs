using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Teaches an encoder, through the quantizer, what its codes should hold; generating does without it.</summary>
internal interface IAuxiliaryDecoder
{
    /// <summary>How badly it predicts a level's input from the codes: a scalar with gradients to them.</summary>
    /// <param name="quantized">The code vectors, (N, D, h, w).</param>
    /// <param name="input">What they were made of.</param>
    /// <param name="random">Where positions are drawn from, or null for all of them.</param>
    Tensor Loss(Tensor quantized, LevelInput input, Generator? random);
}
