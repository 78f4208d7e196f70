using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// P, the autoregressive decoder (De Fauw et al. 2019): the distribution of a level's input given its codes, position by position in raster
/// order and channel by channel within a position. Whoever trains it says whether the codes have a gradient; by the paper they have none, and nothing of it reaches the encoder.
/// </summary>
internal sealed class AutoregressiveDecoder : nn.Module
{
    private readonly Decoder decoder;
    private readonly PixelSnailNetwork network;
    private readonly Numbered<ChannelHead> heads;

    public AutoregressiveDecoder(LevelShape shape, LayerContext context) : base(nameof(AutoregressiveDecoder))
    {
        AuxiliaryLevelOptions options = shape.Options;
        Alphabet = shape.Input;
        int channels = options.AutoregressiveChannels;
        decoder = new Decoder(shape.Backbone(channels), context);
        network = new PixelSnailNetwork(new PixelSnailShape
        {
            Height = shape.Side,
            Width = shape.Side,
            InputChannels = Alphabet.FeatureChannels,
            OutputChannels = Alphabet.Channels * channels,
            Channels = channels,
            ResidualChannels = channels,
            ConditionChannels = channels,
            KernelSize = options.AutoregressiveKernel,
            Blocks = options.AutoregressiveBlocks,
            ResidualBlocks = options.AutoregressiveResidualBlocks,
            Attention = options.AutoregressiveAttention,
            Precision = shape.Precision,
        }, context);
        heads = new(Enumerable.Range(0, Alphabet.Channels).Select(channel => new ChannelHead(channel, channels, Alphabet.Size, context)));
        RegisterComponents();
    }

    /// <summary>What it is a distribution of.</summary>
    public Alphabet Alphabet { get; }

    /// <summary>The causal network.</summary>
    public PixelSnailNetwork Network => network;

    /// <summary>The channels' heads.</summary>
    public Numbered<ChannelHead> Heads => heads;

    /// <summary>What every position is told of the codes, (N, D, h, w) to (N, channels, H, W).</summary>
    public Tensor Condition(Tensor quantized) => decoder.call(quantized);

    /// <summary>-log P(values | codes) of each image in nats, (N).</summary>
    /// <param name="values">(N, C, H, W) Int64.</param>
    /// <param name="quantized">The code vectors, (N, D, h, w).</param>
    public Tensor NegativeLogLikelihood(Tensor values, Tensor quantized)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = values.size(0);
        Tensor[] channels = [.. values.permute(1, 0, 2, 3).flatten(1).unbind(0)]; // each (N H W)
        IReadOnlyList<Tensor> logits = Logits(values, Condition(quantized));
        Tensor nats = nn.functional.cross_entropy(logits[0], channels[0], reduction: nn.Reduction.None);
        for (int channel = 1; channel < channels.Length; channel++)
            nats = nats.add_(nn.functional.cross_entropy(logits[channel], channels[channel], reduction: nn.Reduction.None));
        return nats.view(count, -1).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>The logits of every channel, each (N H W, K), of which those at a position depend on what comes before it in raster order and on the channels before.</summary>
    public IReadOnlyList<Tensor> Logits(Tensor values, Tensor condition)
    {
        Tensor features = network.Run(Alphabet.Features(values), condition); // (N, C F, H, W)
        Tensor[] own = [.. Vectors.Of(features).flatten(0, 2).chunk(Alphabet.Channels, 1)]; // each (N H W, F)
        Tensor[] channels = [.. values.permute(1, 0, 2, 3).flatten(1).unbind(0)];
        return [.. own.Select((positions, channel) => heads[channel].Run(positions, channels.AsSpan(0, channel)))];
    }
}
