using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Draws on the CPU with kernels that sum in a fixed order. Threads share out the images, and none waits for another.</summary>
internal sealed unsafe class AutoregressiveKernelDraw : IDisposable
{
    private readonly Alphabet _alphabet;
    private readonly int _count;
    private readonly int _positions;
    private readonly int _width;
    private readonly ulong[] _seeds;
    private readonly LogitFilter _filter;
    private readonly WorkTeam _alone = new(threads: 1);
    private readonly SnailMapInput _before; // of a position
    private readonly SnailCondition _condition;
    private readonly SnailDecoder _network;
    private readonly float[][][] _tables; // of each channel, the tables of those before it: (K, F)
    private readonly PackedLinear[] _logits;
    private readonly AlignedBuffer _features; // (N, C F)
    private readonly AlignedBuffer _hidden; // (N, F)
    private readonly AlignedBuffer _scores; // (N, K)
    private readonly AlignedBuffer _inputs; // (N, feature channels)

    private AutoregressiveKernelDraw(AutoregressiveDecoder decoder, Tensor condition, ulong[] seeds, LogitFilter filter)
    {
        (_alphabet, _seeds, _filter, _count) = (decoder.Alphabet, seeds, filter, seeds.Length);
        PixelSnailShape shape = decoder.Network.Shape;
        (_positions, _width) = (shape.Height * shape.Width, shape.Width);
        var batch = new SnailBatch(_count, shape.Height, shape.Width, LinearPacking.Best) { Team = _alone };
        _before = new SnailMapInput(decoder.Network, batch);
        _condition = new SnailCondition(_count, _positions, shape.ConditionChannels);
        for (int n = 0; n < _count; n++)
            TensorFloats.Copy(condition[n].flatten(1).t()).CopyTo(_condition.Row(n));
        _network = new SnailDecoder(decoder.Network, batch, _before, _condition);
        ChannelHead[] heads = [.. Enumerable.Range(0, _alphabet.Channels).Select(channel => decoder.Heads[channel])];
        _tables = [.. heads.Select(head => (float[][])[.. head.Before.Select(table => TensorFloats.Copy(table.Weight))])];
        _logits = [.. heads.Select(head => PackedLinear.Pack(head.Logits, LinearKernel.Best))];
        _features = new AlignedBuffer((long)_count * _network.Outputs);
        _hidden = new AlignedBuffer((long)_count * _logits[0].Inputs);
        _scores = new AlignedBuffer((long)_count * _alphabet.Size);
        _inputs = new AlignedBuffer((long)_count * _alphabet.FeatureChannels);
    }

    /// <inheritdoc cref="AutoregressiveDraw.Run"/>
    public static Tensor Run(AutoregressiveDecoder decoder, Tensor quantized, ulong[] seeds, LogitFilter filter)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        PixelSnailShape shape = decoder.Network.Shape;
        int share = (seeds.Length + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        int length = decoder.Alphabet.Channels * shape.Height * shape.Width;
        var values = new long[seeds.Length * length];
        AutoregressiveKernelDraw[] parts = [.. Enumerable.Range(0, seeds.Length).Chunk(share).Select(rows =>
            new AutoregressiveKernelDraw(decoder, Conditions(decoder, quantized, rows), seeds[rows[0]..(rows[^1] + 1)], filter))];
        try
        {
            Parallel.For(0, parts.Length, part => parts[part].Draw(values.AsSpan(part * share * length, parts[part]._count * length)));
        }
        finally
        {
            foreach (AutoregressiveKernelDraw part in parts)
                part.Dispose();
        }
        return tensor(values, [seeds.Length, decoder.Alphabet.Channels, shape.Height, shape.Width]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _alone.Dispose();
        _before.Dispose();
        _condition.Dispose();
        _network.Dispose();
        foreach (PackedLinear logits in _logits)
            logits.Dispose();
        _features.Dispose();
        _hidden.Dispose();
        _scores.Dispose();
        _inputs.Dispose();
    }

    // An image at a time: libtorch's sums may differ between batch sizes.
    private static Tensor Conditions(AutoregressiveDecoder decoder, Tensor quantized, int[] rows) =>
        cat([.. rows.Select(row => decoder.Condition(quantized.narrow(0, row, 1)))]);

    // values: (N, C, positions)
    private void Draw(Span<long> values)
    {
        _network.Begin();
        for (int position = 0; position < _positions; position++)
        {
            _network.Run(position, _features.Pointer);
            for (int channel = 0; channel < _alphabet.Channels; channel++)
                DrawChannel(values, position, channel);
            PutDrawn(values, position);
        }
    }

    private void DrawChannel(Span<long> values, int position, int channel)
    {
        int width = _logits[channel].Inputs;
        for (int n = 0; n < _count; n++)
        {
            Span<float> hidden = _hidden.Span((long)n * width, width);
            _features.Span(((long)n * _network.Outputs) + (channel * width), width).CopyTo(hidden);
            for (int before = 0; before < channel; before++)
                VectorMath.Add(_tables[channel][before].AsSpan((int)values[At(n, before, position)] * width, width), hidden);
        }
        SnailMath.Elu(_hidden.Pointer, _hidden.Pointer, _count, width);
        _logits[channel].Multiply(_hidden.Pointer, _scores.Pointer, _count, Finish.Store, _alone);
        for (int n = 0; n < _count; n++)
        {
            Span<float> scores = _scores.Span((long)n * _alphabet.Size, _alphabet.Size);
            _filter.Apply(scores);
            values[At(n, channel, position)] = LogitFilter.Draw(scores, new RowGenerator(_seeds[n]).Uniform((position * _alphabet.Channels) + channel));
        }
    }

    // What was drawn, as the network takes it.
    private void PutDrawn(ReadOnlySpan<long> values, int position)
    {
        for (int n = 0; n < _count; n++)
        {
            Span<float> inputs = _inputs.Span((long)n * _alphabet.FeatureChannels, _alphabet.FeatureChannels);
            inputs.Clear();
            for (int channel = 0; channel < _alphabet.Channels; channel++)
            {
                long value = values[At(n, channel, position)];
                if (_alphabet.ArePixels)
                    inputs[channel] = Alphabet.Level(value);
                else
                    inputs[(channel * _alphabet.Size) + (int)value] = 1;
            }
        }
        (int row, int column) = Math.DivRem(position, _width);
        _before.Put(row, column, _inputs.Pointer);
    }

    private int At(int n, int channel, int position) => (((n * _alphabet.Channels) + channel) * _positions) + position;
}
