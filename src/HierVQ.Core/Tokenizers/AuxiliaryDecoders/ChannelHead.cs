using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// The logits of one channel of a position, from its features and from the channels before it there: R, then G given R, then B given both
/// (van den Oord, Kalchbrenner, Kavukcuoglu: Pixel Recurrent Neural Networks, 2016, section 3.1). Across positions it sees nothing.
/// </summary>
internal sealed class ChannelHead : nn.Module
{
    private readonly Numbered<Embedding> before; // what a channel says to those after it: one table for each that comes before
    private readonly Linear logits;

    public ChannelHead(int channel, int features, int size, LayerContext context) : base(nameof(ChannelHead))
    {
        double deviation = 1 / Math.Sqrt(features);
        before = new(Enumerable.Range(0, channel).Select(_ => new Embedding(size, features, context.Init, context.Device, deviation)));
        logits = new Linear(features, size, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>What the channels before it say, a table each.</summary>
    public IEnumerable<Embedding> Before => Enumerable.Range(0, before.Count).Select(i => before[i]);

    /// <summary>From features to logits.</summary>
    public Linear Logits => logits;

    /// <summary>The features of positions (M, F), and the values of the channels before, each (M) Int64, to logits (M, K).</summary>
    public Tensor Run(Tensor features, ReadOnlySpan<Tensor> values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = features;
        for (int i = 0; i < before.Count; i++)
            hidden = hidden.add(before[i].call(values[i]));
        return logits.call(nn.functional.elu(hidden, 1)).MoveToOuterDisposeScope();
    }
}
