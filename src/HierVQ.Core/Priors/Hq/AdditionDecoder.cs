using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors.Hq;

/// <summary><see cref="AdditionEmbedding"/> by own kernels.</summary>
internal sealed unsafe class AdditionDecoder(LocalPyramids pyramids, AdditionEmbedding embedding) : EmbeddingDecoder(pyramids, embedding.Tables)
{
    private readonly float[] _positions = TensorFloats.Copy(embedding.Positions.Vectors); // (T, d)

    public override void Embed(RowCodes codes, int rows, int position, float* x, WorkTeam team)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> pyramid = codes(row);
            var result = new Span<float>(x + ((long)row * Width), Width);
            Vector(pyramid, position, 0).CopyTo(result);
            VectorMath.Add(_positions.AsSpan(position * Width, Width), result);
            for (int slot = 1; slot < Slots; slot++)
                AddInterleaved(Vector(pyramid, position, slot), slot, result);
        }
    }

    private static void AddInterleaved(ReadOnlySpan<float> vector, int slot, Span<float> result)
    {
        int level = LocalPyramids.Level(slot), stride = LocalPyramids.Codes(level), first = slot - LocalPyramids.FirstSlot(level);
        for (int k = 0; k < vector.Length; k++)
            result[(k * stride) + first] += vector[k];
    }
}
