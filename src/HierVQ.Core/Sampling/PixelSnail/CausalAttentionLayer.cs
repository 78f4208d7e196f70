using System.Numerics;
using System.Runtime.CompilerServices;
using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>
/// Causal attention at one position, over the keys and values of those before it, each row and head by itself and in a fixed order. Heads are
/// narrow here (4 numbers for 64 channels), so keys and values both lie position innermost: sums go over vectors of positions.
/// </summary>
internal sealed unsafe class CausalAttentionLayer : IPieceWork, IDisposable
{
    private const int Rounding = 16; // floats of the longest vector
    private const int WorthSharing = 1 << 13; // multiply-adds; below, a piece costs less than handing it to another thread

    private readonly SnailBatch _batch;
    private readonly int _heads;
    private readonly int _headWidth;
    private readonly int _stride; // positions, a whole number of vectors
    private readonly PointLayer _query;
    private readonly PointLayer _key;
    private readonly PointLayer _value;
    private readonly AlignedBuffer _asked; // (N, width)
    private readonly AlignedBuffer _newKeys; // (N, width)
    private readonly AlignedBuffer _newValues; // (N, width)
    private readonly AlignedBuffer _keys; // (N, heads, head width, stride)
    private readonly AlignedBuffer _values; // the same
    private float* _outputs;
    private int _position;
    private int _itemsPerPiece;

    public CausalAttentionLayer(CausalAttention2d layer, SnailBatch batch)
    {
        _batch = batch;
        _heads = layer.Heads;
        (_query, _key, _value) = (new PointLayer(layer.Query, batch), new PointLayer(layer.Key, batch), new PointLayer(layer.Value, batch));
        _headWidth = Outputs / _heads;
        _stride = ((batch.Height * batch.Width) + Rounding - 1) / Rounding * Rounding;
        _asked = new AlignedBuffer((long)batch.MaxRows * Outputs);
        _newKeys = new AlignedBuffer((long)batch.MaxRows * Outputs);
        _newValues = new AlignedBuffer((long)batch.MaxRows * Outputs);
        _keys = new AlignedBuffer((long)batch.MaxRows * Outputs * _stride);
        _values = new AlignedBuffer((long)batch.MaxRows * Outputs * _stride);
    }

    /// <summary>Numbers of a row that come out.</summary>
    public int Outputs => _value.Outputs;

    /// <summary>What a position sees of those before it, (N, width); its own key and value are kept for those to come.</summary>
    public void Run(int row, int column, float* queries, float* keys, float* outputs)
    {
        _position = (row * _batch.Width) + column;
        _outputs = outputs;
        _query.Run(row, column, queries, _asked.Pointer);
        _key.Run(row, column, keys, _newKeys.Pointer);
        _value.Run(row, column, keys, _newValues.Pointer);
        int items = _batch.Count * _heads;
        long pieces = Math.Clamp(2L * items * _headWidth * (_position + 1) / WorthSharing, 1, items);
        _itemsPerPiece = (int)((items + pieces - 1) / pieces);
        _batch.Team.Run(this, (items + _itemsPerPiece - 1) / _itemsPerPiece);
    }

    void IPieceWork.Run(int piece)
    {
        int end = Math.Min(_batch.Count * _heads, (piece + 1) * _itemsPerPiece);
        float* weights = stackalloc float[_stride];
        for (int item = piece * _itemsPerPiece; item < end; item++)
        {
            long first = (long)item * _headWidth; // rows of heads lie one after the other
            float* keys = _keys.Pointer + (first * _stride), values = _values.Pointer + (first * _stride);
            if (_position == 0)
                new Span<float>(_outputs + first, _headWidth).Clear();
            else
                Attend(_asked.Pointer + first, keys, values, weights, _outputs + first);
            for (int i = 0; i < _headWidth; i++)
            {
                keys[((long)i * _stride) + _position] = _newKeys.Pointer[first + i];
                values[((long)i * _stride) + _position] = _newValues.Pointer[first + i];
            }
        }
    }

    public void Dispose()
    {
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
        _asked.Dispose();
        _newKeys.Dispose();
        _newValues.Dispose();
        _keys.Dispose();
        _values.Dispose();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Attend(float* query, float* keys, float* values, float* weights, float* outputs)
    {
        float scale = 1 / MathF.Sqrt(_headWidth);
        int t = 0;
        for (; t < _position; t += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            float* column = keys + t;
            for (int i = 0; i < _headWidth; i++, column += _stride)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(query[i]), Vector.Load(column), sum);
            (sum * scale).Store(weights + t);
        }
        VectorMath.Softmax(new Span<float>(weights, _position));
        new Span<float>(weights + _position, t - _position).Clear(); // what lies behind is of an earlier map
        for (int i = 0; i < _headWidth; i++, values += _stride)
        {
            Vector<float> sum = Vector<float>.Zero;
            for (t = 0; t < _position; t += Vector<float>.Count)
                sum = Vector.MultiplyAddEstimate(Vector.Load(weights + t), Vector.Load(values + t), sum);
            outputs[i] = Vector.Sum(sum);
        }
    }
}
