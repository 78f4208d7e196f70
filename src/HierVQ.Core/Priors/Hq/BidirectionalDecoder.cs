using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors.Hq;

/// <summary><see cref="BidirectionalEmbedding"/> by own kernels.</summary>
internal sealed unsafe class BidirectionalDecoder : EmbeddingDecoder
{
    private readonly float[] _positions; // (T, d)
    private readonly TransformerDecoder _transformer;

    public BidirectionalDecoder(LocalPyramids pyramids, BidirectionalEmbedding embedding, LinearPacking packing, int maxRows)
        : base(pyramids, embedding.Transformer.Tables)
    {
        _positions = TensorFloats.Copy(embedding.Positions.Vectors);
        _transformer = new TransformerDecoder(pyramids, embedding.Transformer, new float[_positions.Length], packing, maxRows);
    }

    public override void Embed(RowCodes codes, int rows, int position, float* x, WorkTeam team)
    {
        _transformer.Embed(codes, rows, position, x, team);
        for (int row = 0; row < rows; row++)
            VectorMath.Add(_positions.AsSpan(position * Width, Width), new Span<float>(x + ((long)row * Width), Width));
    }

    public override void Dispose() => _transformer.Dispose();
}
