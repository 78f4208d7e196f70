using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors.Hq;

/// <summary><see cref="TransformerEmbedding"/> by own kernels.</summary>
internal sealed unsafe class TransformerDecoder : EmbeddingDecoder
{
    private readonly float[] _positions; // (T, d)
    private readonly float[] _slotPositions; // (slots, d)
    private readonly DecodeStack _blocks;
    private readonly AlignedBuffer _slots; // (rows, slots, d)

    /// <param name="pyramids">Where codes lie.</param>
    /// <param name="embedding">The embedding; its weights are copied.</param>
    /// <param name="positions">What the position adds to the top code's slot, (T, d).</param>
    /// <param name="packing">How weights are kept.</param>
    /// <param name="maxRows">Most rows.</param>
    public TransformerDecoder(LocalPyramids pyramids, TransformerEmbedding embedding, float[] positions, LinearPacking packing, int maxRows)
        : base(pyramids, embedding.Tables)
    {
        _positions = positions;
        _slotPositions = TensorFloats.Copy(embedding.SlotPositions);
        _blocks = new DecodeStack(embedding.Blocks, packing, maxRows, mostSlots: Slots, positions: Slots);
        _slots = new AlignedBuffer((long)maxRows * Slots * Width);
    }

    public override void Embed(RowCodes codes, int rows, int position, float* x, WorkTeam team)
    {
        for (int row = 0; row < rows; row++)
            Put(codes(row), position, Of(row));
        _blocks.Forward(_slots.Pointer, rows, Slots, 0, team, causal: false);
        for (int row = 0; row < rows; row++)
            Mean(Of(row), new Span<float>(x + ((long)row * Width), Width));
    }

    public override void Dispose()
    {
        _blocks.Dispose();
        _slots.Dispose();
    }

    private Span<float> Of(int row) => _slots.Span((long)row * Slots * Width, Slots * Width);

    private void Put(ReadOnlySpan<int> codes, int position, Span<float> slots)
    {
        for (int slot = 0; slot < Slots; slot++)
            Vector(codes, position, slot).CopyTo(slots[(slot * Width)..]);
        VectorMath.Add(_positions.AsSpan(position * Width, Width), slots[..Width]);
        VectorMath.Add(_slotPositions, slots);
    }

    private void Mean(ReadOnlySpan<float> slots, Span<float> result)
    {
        slots[..Width].CopyTo(result);
        for (int slot = 1; slot < Slots; slot++)
            VectorMath.Add(slots.Slice(slot * Width, Width), result);
        for (int k = 0; k < Width; k++)
            result[k] *= 1f / Slots;
    }
}
