using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// Masked self-prediction (De Fauw et al. 2019): each position from the codes and from what lies outside a window around it. One
/// convolution with a hole in its middle sees the surroundings, and only 1x1 layers follow, so that the hole stays exact.
/// </summary>
internal sealed class MaskedSelfPrediction : nn.Module, IAuxiliaryDecoder
{
    private const int Mixers = 2;

    private readonly Alphabet _alphabet;
    private readonly int _centres;
    private readonly Conv2d embed;
    private readonly HoleConv2d surroundings;
    private readonly Decoder decoder;
    private readonly Numbered<GatedResidualBlock> mix;
    private readonly WeightNormConv2d @out;

    public MaskedSelfPrediction(LevelShape shape, LayerContext context) : base(nameof(MaskedSelfPrediction))
    {
        AuxiliaryLevelOptions options = shape.Options;
        (_alphabet, _centres) = (shape.Input, options.Centres);
        int channels = options.Channels;
        embed = new Conv2d(_alphabet.FeatureChannels + 1, channels, 1, context.Init, context.Device);
        surroundings = new HoleConv2d(channels, channels, options.Window, options.Reach, context);
        decoder = new Decoder(shape.Backbone(channels), context);
        mix = new(Enumerable.Range(0, Mixers).Select(_ => new GatedResidualBlock(channels, channels, 1, causal: false, context)));
        @out = new WeightNormConv2d(channels, _alphabet.Channels * _alphabet.Size, 1, context);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public AuxiliaryLoss Loss(Tensor quantized, LevelInput input, Generator? random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor seen = Seen(quantized, input.Values).flatten(2); // (N, F, H W)
        Tensor values = input.Values.flatten(2); // (N, C, H W)
        long positions = seen.size(2);
        if (random is not null && _centres < positions)
        {
            Tensor centres = randperm(positions, device: seen.device, generator: random).narrow(0, 0, _centres);
            (seen, values) = (seen.index_select(2, centres), values.index_select(2, centres));
        }
        Tensor logits = Predicted(seen.unsqueeze(3)).squeeze(4); // (N, K, C, centres)
        return new AuxiliaryLoss(nn.functional.cross_entropy(logits, values).MoveToOuterDisposeScope());
    }

    /// <summary>What is predicted at every position, (N, K, C, H, W).</summary>
    public Tensor Logits(Tensor quantized, Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        return Predicted(Seen(quantized, values)).MoveToOuterDisposeScope();
    }

    // From the codes, and from the surroundings of each position: (N, F, H, W). A further channel of ones tells a value from the edge's zeros.
    private Tensor Seen(Tensor quantized, Tensor values)
    {
        Tensor features = _alphabet.Features(values);
        Tensor inside = ones([features.size(0), 1, features.size(2), features.size(3)], dtype: features.dtype, device: features.device);
        return surroundings.call(embed.call(cat([features, inside], 1))).add_(decoder.call(quantized));
    }

    // (N, F, H, W) to (N, K, C, H, W)
    private Tensor Predicted(Tensor hidden)
    {
        for (int i = 0; i < mix.Count; i++)
            hidden = mix[i].Run(hidden);
        return @out.call(nn.functional.elu(hidden, 1)).unflatten(1, [_alphabet.Channels, _alphabet.Size]).transpose(1, 2);
    }
}
