using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// The feed-forward auxiliary decoder (De Fauw et al. 2019): everything at once from the codes. Pixels are compared by squared error;
/// lower codes are classified, each by itself.
/// </summary>
internal sealed class FeedForwardDecoder : nn.Module, IAuxiliaryDecoder
{
    private readonly Alphabet _alphabet;
    private readonly Decoder decoder;

    public FeedForwardDecoder(LevelShape shape, LayerContext context) : base(nameof(FeedForwardDecoder))
    {
        _alphabet = shape.Input;
        decoder = new Decoder(shape.Backbone(_alphabet.ArePixels ? _alphabet.Channels : _alphabet.Channels * _alphabet.Size), context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public AuxiliaryLoss Loss(Tensor quantized, LevelInput input, Generator? random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor all = Reconstruct(quantized);
        Tensor loss = _alphabet.ArePixels
            ? nn.functional.mse_loss(all, input.Map)
            : nn.functional.cross_entropy(all.unflatten(1, [_alphabet.Channels, _alphabet.Size]).transpose(1, 2), input.Values); // (N, K, C, H, W)
        return new AuxiliaryLoss(loss.MoveToOuterDisposeScope(), all.detach().MoveToOuterDisposeScope());
    }

    /// <summary>What stands at every position by the codes, (N, D, h, w) to (N, C, H, W) of pixels, about [-1, 1] but not bounded, or (N, C·K, H, W) of logits.</summary>
    public Tensor Reconstruct(Tensor quantized) => decoder.call(quantized);
}
