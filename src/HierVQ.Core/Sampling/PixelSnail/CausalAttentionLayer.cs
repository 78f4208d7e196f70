using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>Causal attention at one position, over the keys and values of those before it, each row and head by itself and in a fixed order.</summary>
internal sealed unsafe class CausalAttentionLayer : IDisposable
{
    private readonly SnailBatch _batch;
    private readonly int _heads;
    private readonly int _width; // of all heads
    private readonly PointLayer _query;
    private readonly PointLayer _key;
    private readonly PointLayer _value;
    private readonly AlignedBuffer _asked; // (N, width)
    private readonly AlignedBuffer _new; // (N, width)
    private readonly AlignedBuffer _keys; // (N, positions, width)
    private readonly AlignedBuffer _values; // the same
    private readonly float[] _weights; // (positions)

    public CausalAttentionLayer(CausalAttention2d layer, SnailBatch batch)
    {
        _batch = batch;
        _heads = layer.Heads;
        (_query, _key, _value) = (new PointLayer(layer.Query, batch), new PointLayer(layer.Key, batch), new PointLayer(layer.Value, batch));
        _width = _value.Outputs;
        _weights = new float[batch.Height * batch.Width];
        _asked = new AlignedBuffer((long)batch.Count * _width);
        _new = new AlignedBuffer((long)batch.Count * _width);
        _keys = new AlignedBuffer((long)batch.Count * _weights.Length * _width);
        _values = new AlignedBuffer((long)batch.Count * _weights.Length * _width);
    }

    /// <summary>Numbers of a row that come out.</summary>
    public int Outputs => _width;

    /// <summary>What a position sees of those before it, (N, width); its own key and value are kept for those to come.</summary>
    public void Run(int row, int column, float* queries, float* keys, float* outputs)
    {
        int position = (row * _batch.Width) + column;
        _query.Run(row, column, queries, _asked.Pointer);
        Keep(_key, row, column, keys, _keys);
        Keep(_value, row, column, keys, _values);
        new Span<float>(outputs, _batch.Count * _width).Clear();
        for (int n = 0; n < _batch.Count && position > 0; n++)
            for (int head = 0; head < _heads; head++)
                Attend(n, head * (_width / _heads), _weights.AsSpan(0, position), outputs + ((long)n * _width));
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        _asked.Dispose();
        _new.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }

    private void Keep(PointLayer layer, int row, int column, float* inputs, AlignedBuffer all)
    {
        layer.Run(row, column, inputs, _new.Pointer);
        for (int n = 0; n < _batch.Count; n++)
            _new.Span((long)n * _width, _width).CopyTo(all.Span((((long)n * _weights.Length) + (row * _batch.Width) + column) * _width, _width));
    }

    private void Attend(int n, int first, Span<float> weights, float* outputs)
    {
        int headWidth = _width / _heads;
        float scale = 1 / MathF.Sqrt(headWidth);
        float* query = _asked.Pointer + ((long)n * _width) + first;
        float* key = _keys.Pointer + ((long)n * _weights.Length * _width) + first;
        float* value = _values.Pointer + ((long)n * _weights.Length * _width) + first;
        for (int j = 0; j < weights.Length; j++, key += _width)
        {
            float sum = 0;
            for (int i = 0; i < headWidth; i++)
                sum += query[i] * key[i];
            weights[j] = sum * scale;
        }
        VectorMath.Softmax(weights);
        for (int j = 0; j < weights.Length; j++, value += _width)
            for (int i = 0; i < headWidth; i++)
                outputs[first + i] += weights[j] * value[i];
    }
}
