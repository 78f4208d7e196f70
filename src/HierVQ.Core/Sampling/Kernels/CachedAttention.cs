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
    // New positions of a sequence that go over its keys and values together.
    private const int Queries = 4;
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
        float* scores = stackalloc float[Queries * _cache.KeyStride];
        for (int item = piece * _itemsPerPiece; item < end; item++)
            AttendHead(item / _cache.Heads, item % _cache.Heads, scores);
    }

    private void AttendHead(int sequence, int head, float* scores)
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
        float** queries = stackalloc float*[Queries];
        float** results = stackalloc float*[Queries];
        for (int slot = 0; slot < _slots;)
        {
            int count = _slots - slot >= Queries ? Queries : 1;
            for (int i = 0; i < count; i++)
            {
                queries[i] = Row(sequence, slot + i, modelWidth) + (head * width);
                results[i] = _results + ((((long)sequence * _slots) + slot + i) * modelWidth) + (head * width);
            }
            // The last of them sees the most; what the others do not see weighs nothing.
            int most = _position + (_causal ? slot + count : _slots);
            if (count == 1)
                OneScores(queries[0], keys, most, scores);
            else
                FourScores(queries, keys, most, scores);
            for (int i = 0; i < count; i++)
            {
                int visible = _causal ? _position + slot + i + 1 : most;
                var row = new Span<float>(scores + (i * _cache.KeyStride), most);
                VectorMath.Softmax(row[..visible]);
                row[visible..].Clear();
            }
            if (count == 1)
                OneSum(scores, values, most, results[0]);
            else
                FourSums(scores, values, most, results);
            slot += count;
        }
    }

    private float* Row(int sequence, int slot, int modelWidth) => _projections + ((((long)sequence * _slots) + slot) * 3 * modelWidth);

    // Two vectors of positions, and of components, are always there: strides are rounded up to them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneScores(float* query, float* keys, int visible, float* scores)
    {
        int width = _cache.HeadWidth, stride = _cache.KeyStride;
        float scale = 1 / MathF.Sqrt(width);
        for (int t = 0; t < visible; t += 2 * Vector<float>.Count)
        {
            Vector<float> a0 = Vector<float>.Zero, a1 = a0;
            float* column = keys + t;
            for (int j = 0; j < width; j++, column += stride)
            {
                var q = new Vector<float>(query[j]);
                a0 = Vector.MultiplyAddEstimate(q, *(Vector<float>*)column, a0);
                a1 = Vector.MultiplyAddEstimate(q, *(Vector<float>*)(column + Vector<float>.Count), a1);
            }
            Put(scores + t, a0 * scale, a1 * scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourScores(float** queries, float* keys, int visible, float* scores)
    {
        int width = _cache.HeadWidth, stride = _cache.KeyStride;
        float scale = 1 / MathF.Sqrt(width);
        float* first = queries[0], second = queries[1], third = queries[2], fourth = queries[3];
        for (int t = 0; t < visible; t += 2 * Vector<float>.Count)
        {
            Vector<float> a0 = Vector<float>.Zero, a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            float* column = keys + t;
            for (int j = 0; j < width; j++, column += stride)
            {
                Vector<float> u = *(Vector<float>*)column, v = *(Vector<float>*)(column + Vector<float>.Count);
                var q = new Vector<float>(first[j]);
                a0 = Vector.MultiplyAddEstimate(q, u, a0);
                a1 = Vector.MultiplyAddEstimate(q, v, a1);
                q = new Vector<float>(second[j]);
                b0 = Vector.MultiplyAddEstimate(q, u, b0);
                b1 = Vector.MultiplyAddEstimate(q, v, b1);
                q = new Vector<float>(third[j]);
                c0 = Vector.MultiplyAddEstimate(q, u, c0);
                c1 = Vector.MultiplyAddEstimate(q, v, c1);
                q = new Vector<float>(fourth[j]);
                d0 = Vector.MultiplyAddEstimate(q, u, d0);
                d1 = Vector.MultiplyAddEstimate(q, v, d1);
            }
            Put(scores + t, a0 * scale, a1 * scale);
            Put(scores + stride + t, b0 * scale, b1 * scale);
            Put(scores + (2 * stride) + t, c0 * scale, c1 * scale);
            Put(scores + (3 * stride) + t, d0 * scale, d1 * scale);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneSum(float* weights, float* values, int visible, float* result)
    {
        int width = _cache.HeadWidth, stride = _cache.ValueStride;
        for (int j = 0; j < width; j += 2 * Vector<float>.Count)
        {
            Vector<float> a0 = Vector<float>.Zero, a1 = a0;
            float* row = values + j;
            for (int t = 0; t < visible; t++, row += stride)
            {
                var w = new Vector<float>(weights[t]);
                a0 = Vector.MultiplyAddEstimate(w, *(Vector<float>*)row, a0);
                a1 = Vector.MultiplyAddEstimate(w, *(Vector<float>*)(row + Vector<float>.Count), a1);
            }
            PutUpTo(width - j, result + j, a0, a1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourSums(float* weights, float* values, int visible, float** results)
    {
        int width = _cache.HeadWidth, stride = _cache.ValueStride;
        float* second = weights + _cache.KeyStride, third = second + _cache.KeyStride, fourth = third + _cache.KeyStride;
        for (int j = 0; j < width; j += 2 * Vector<float>.Count)
        {
            Vector<float> a0 = Vector<float>.Zero, a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
            float* row = values + j;
            for (int t = 0; t < visible; t++, row += stride)
            {
                Vector<float> u = *(Vector<float>*)row, v = *(Vector<float>*)(row + Vector<float>.Count);
                var w = new Vector<float>(weights[t]);
                a0 = Vector.MultiplyAddEstimate(w, u, a0);
                a1 = Vector.MultiplyAddEstimate(w, v, a1);
                w = new Vector<float>(second[t]);
                b0 = Vector.MultiplyAddEstimate(w, u, b0);
                b1 = Vector.MultiplyAddEstimate(w, v, b1);
                w = new Vector<float>(third[t]);
                c0 = Vector.MultiplyAddEstimate(w, u, c0);
                c1 = Vector.MultiplyAddEstimate(w, v, c1);
                w = new Vector<float>(fourth[t]);
                d0 = Vector.MultiplyAddEstimate(w, u, d0);
                d1 = Vector.MultiplyAddEstimate(w, v, d1);
            }
            PutUpTo(width - j, results[0] + j, a0, a1);
            PutUpTo(width - j, results[1] + j, b0, b1);
            PutUpTo(width - j, results[2] + j, c0, c1);
            PutUpTo(width - j, results[3] + j, d0, d1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* result, Vector<float> first, Vector<float> second)
    {
        *(Vector<float>*)result = first;
        *(Vector<float>*)(result + Vector<float>.Count) = second;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutUpTo(int count, float* result, Vector<float> first, Vector<float> second)
    {
        if (count >= 2 * Vector<float>.Count)
        {
            Put(result, first, second);
            return;
        }
        for (int i = 0; i < count; i++)
            result[i] = i < Vector<float>.Count ? first[i] : second[i - Vector<float>.Count];
    }
}
