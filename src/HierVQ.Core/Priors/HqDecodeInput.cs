using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors;

/// <summary>One vector a local pyramid, as <see cref="HqTransformer.Embed"/> makes it, for the decoder.</summary>
internal sealed unsafe class HqDecodeInput : IDisposable
{
    private const int Below = LocalPyramids.Below;
    private const int Slots = Below + 1;
    private readonly PyramidEmbedding _kind;
    private readonly LocalPyramids _pyramids;
    private readonly int _width;
    private readonly float[] _topTokens; // (K, d)
    private readonly float[] _bottomTokens; // (K', d, or d / 4 to add up)
    private readonly float[] _positions; // (T, d)
    private readonly float[] _bottomWeights; // (d, 4)
    private readonly float[] _slotPositions; // (5, d)
    private readonly DecodeStack _blocks;
    private readonly AlignedBuffer _slots; // (batch, 5, d)

    public HqDecodeInput(HqTransformerOptions options, HqTransformerParts weights, int maxRows, LinearPacking packing)
    {
        (_kind, _pyramids, _width) = (options.Embedding, weights.Pyramids, options.Width);
        _topTokens = TensorFloats.Copy(weights.TopTokens.Weight);
        _bottomTokens = TensorFloats.Copy(weights.BottomTokens.Weight);
        _positions = TensorFloats.Copy(weights.Positions.Vectors);
        _bottomWeights = weights.BottomWeights is null ? [] : TensorFloats.Copy(weights.BottomWeights);
        _slotPositions = weights.SlotPositions is null ? [] : TensorFloats.Copy(weights.SlotPositions.Weight);
        _blocks = new DecodeStack(weights.EmbeddingBlocks, packing, maxRows, Slots, Slots);
        _slots = new AlignedBuffer((long)maxRows * Slots * _width);
    }

    /// <summary>Embeds the pyramid at a position of one row's codes.</summary>
    /// <param name="pyramid">The codes of the row.</param>
    /// <param name="position">The position.</param>
    /// <param name="row">The row.</param>
    /// <param name="x">(rows, d).</param>
    public void Embed(ReadOnlySpan<int> pyramid, int position, int row, float* x)
    {
        Span<int> below = stackalloc int[Below];
        for (int slot = 0; slot < Below; slot++)
            below[slot] = pyramid[_pyramids.BottomIndex(position, slot)];
        var result = new Span<float>(x + ((long)row * _width), _width);
        _topTokens.AsSpan(pyramid[position] * _width, _width).CopyTo(result);
        VectorMath.Add(_positions.AsSpan(position * _width, _width), result);
        switch (_kind)
        {
            case PyramidEmbedding.Addition:
                AddInterleaved(below, result);
                break;
            case PyramidEmbedding.WeightedSum:
                AddWeighted(below, result);
                break;
            case PyramidEmbedding.Transformer:
                PutSlots(below, result, _slots.Span((long)row * Slots * _width, Slots * _width));
                break;
        }
    }

    /// <summary>What is left to do once every row is embedded.</summary>
    public void Finish(int rows, float* x, WorkTeam team)
    {
        if (_kind != PyramidEmbedding.Transformer)
            return;
        _blocks.Forward(_slots.Pointer, rows, Slots, 0, team, causal: false);
        for (int row = 0; row < rows; row++)
            Mean(_slots.Span((long)row * Slots * _width, Slots * _width), new Span<float>(x + ((long)row * _width), _width));
    }

    public void Dispose()
    {
        _blocks.Dispose();
        _slots.Dispose();
    }

    private void AddInterleaved(ReadOnlySpan<int> below, Span<float> result)
    {
        int quarter = _width / Below;
        for (int slot = 0; slot < Below; slot++)
        {
            ReadOnlySpan<float> token = _bottomTokens.AsSpan(below[slot] * quarter, quarter);
            for (int k = 0; k < quarter; k++)
                result[(k * Below) + slot] += token[k];
        }
    }

    private void AddWeighted(ReadOnlySpan<int> below, Span<float> result)
    {
        for (int slot = 0; slot < Below; slot++)
        {
            ReadOnlySpan<float> token = _bottomTokens.AsSpan(below[slot] * _width, _width);
            for (int k = 0; k < _width; k++)
                result[k] += token[k] * _bottomWeights[(k * Below) + slot];
        }
    }

    private void PutSlots(ReadOnlySpan<int> below, ReadOnlySpan<float> above, Span<float> slots)
    {
        above.CopyTo(slots);
        for (int slot = 0; slot < Below; slot++)
            _bottomTokens.AsSpan(below[slot] * _width, _width).CopyTo(slots[((slot + 1) * _width)..]);
        VectorMath.Add(_slotPositions, slots);
    }

    private void Mean(ReadOnlySpan<float> slots, Span<float> result)
    {
        slots[.._width].CopyTo(result);
        for (int slot = 1; slot < Slots; slot++)
            VectorMath.Add(slots.Slice(slot * _width, _width), result);
        for (int k = 0; k < _width; k++)
            result[k] *= 1f / Slots;
    }
}
