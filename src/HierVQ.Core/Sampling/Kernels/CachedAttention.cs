using System.Numerics;
using System.Runtime.CompilerServices;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// Softmax attention of new positions over the cache (Vaswani et al. 2017, eq. 1). Each sequence and head is computed by itself, in a fixed
/// order. One call at a time.
/// </summary>
internal sealed unsafe class CachedAttention : IPieceWork
{
    // Below this many multiply-adds a piece costs less than handing it to another thread.
    private const int WorthSharing = 1 << 13;
    private KeyValueCache _cache = null!;
    private float* _projections;
    private float* _results;
    private int _layer;
    private int _slots;
    private int _position;
    private bool _causal;
    private int _items;
    private int _itemsPerPiece;

    /// <summary>
    /// Writes keys and values of the new positions into the cache and attends from each of them to every position up to itself, or up to the last new one.
    /// </summary>
    /// <param name="cache">The cache.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="projections">Rows of query, key and value, 3 d floats; the new positions of a sequence lie one after the other.</param>
    /// <param name="results">Rows of d floats.</param>
    /// <param name="sequences">Number of sequences.</param>
    /// <param name="slots">New positions of a sequence.</param>
    /// <param name="position">The first new position.</param>
    /// <param name="causal">Whether a new position sees only those before it and itself; else all new ones see each other.</param>
    /// <param name="team">Who shares the work.</param>
    public void Attend(KeyValueCache cache, int layer, float* projections, float* results, int sequences, int slots, int position, bool causal, WorkTeam team)
    {
        _cache = cache;
        _layer = layer;
        _projections = projections;
        _results = results;
        _slots = slots;
        _position = position;
        _causal = causal;
        _items = sequences * cache.Heads;
        long pieces = Math.Clamp(2L * _items * slots * (position + slots) * cache.HeadWidth / WorthSharing, 1, _items);
        _itemsPerPiece = (int)((_items + pieces - 1) / pieces);
        team.Run(this, (_items + _itemsPerPiece - 1) / _itemsPerPiece);
    }

    void IPieceWork.Run(int piece)
    {
        int end = Math.Min(_items, (piece + 1) * _itemsPerPiece);
        float* scores = stackalloc float[_cache.KeyStride];
        float* sums = stackalloc float[_cache.ValueStride];
        for (int item = piece * _itemsPerPiece; item < end; item++)
            AttendHead(item / _cache.Heads, item % _cache.Heads, scores, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AttendHead(int sequence, int head, float* scores, float* sums)
    {
        int width = _cache.HeadWidth;
        int modelWidth = width * _cache.Heads;
        float* keys = _cache.Keys(_layer, sequence, head);
        float* values = _cache.Values(_layer, sequence, head);
        for (int slot = 0; slot < _slots; slot++)
        {
            float* key = Row(sequence, slot, modelWidth) + modelWidth + (head * width);
            for (int j = 0; j < width; j++)
                keys[(j * _cache.KeyStride) + _position + slot] = key[j];
            new Span<float>(key + modelWidth, width).CopyTo(new Span<float>(values + ((_position + slot) * _cache.ValueStride), width));
        }
        for (int slot = 0; slot < _slots; slot++)
        {
            int visible = _position + (_causal ? slot + 1 : _slots);
            Scores(Row(sequence, slot, modelWidth) + (head * width), keys, visible, scores);
            VectorMath.Softmax(new Span<float>(scores, visible));
            WeightedSum(scores, values, visible, sums);
            float* result = _results + ((((long)sequence * _slots) + slot) * modelWidth) + (head * width);
            new Span<float>(sums, width).CopyTo(new Span<float>(result, width));
        }
    }

    private float* Row(int sequence, int slot, int modelWidth) => _projections + ((((long)sequence * _slots) + slot) * 3 * modelWidth);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scores(float* query, float* keys, int visible, float* scores)
    {
        float scale = 1 / MathF.Sqrt(_cache.HeadWidth);
        for (int t = 0; t < visible; t += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            float* column = keys + t;
            for (int j = 0; j < _cache.HeadWidth; j++, column += _cache.KeyStride)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(query[j]), *(Vector<float>*)column, sum);
            *(Vector<float>*)(scores + t) = sum * scale;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightedSum(float* weights, float* values, int visible, float* sums)
    {
        for (int j = 0; j < _cache.HeadWidth; j += Vector<float>.Count)
        {
            Vector<float> sum = Vector<float>.Zero;
            float* row = values + j;
            for (int t = 0; t < visible; t++, row += _cache.ValueStride)
                sum = Vector.MultiplyAddEstimate(new Vector<float>(weights[t]), *(Vector<float>*)row, sum);
            *(Vector<float>*)(sums + j) = sum;
        }
    }
}
