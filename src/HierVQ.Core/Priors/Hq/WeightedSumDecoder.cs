using HierVQ.Sampling.Kernels;

namespace HierVQ.Priors.Hq;

/// <summary><see cref="WeightedSumEmbedding"/> by own kernels.</summary>
internal sealed unsafe class WeightedSumDecoder : EmbeddingDecoder
{
    private readonly float[] _positions; // (T, d)
    private readonly float[] _weights; // of each slot after the first (d)

    public WeightedSumDecoder(LocalPyramids pyramids, WeightedSumEmbedding embedding) : base(pyramids, embedding.Tables)
    {
        _positions = TensorFloats.Copy(embedding.Positions.Vectors);
        _weights = [.. Enumerable.Range(1, pyramids.Levels - 1).SelectMany(level =>
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            return TensorFloats.Copy(embedding.Weights(level).detach().flatten(0, 2).t());
        })];
    }

    public override void Embed(RowCodes codes, int rows, int position, float* x, WorkTeam team)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<int> pyramid = codes(row);
            var result = new Span<float>(x + ((long)row * Width), Width);
            Vector(pyramid, position, 0).CopyTo(result);
            VectorMath.Add(_positions.AsSpan(position * Width, Width), result);
            for (int slot = 1; slot < Slots; slot++)
                AddWeighted(Vector(pyramid, position, slot), _weights.AsSpan((slot - 1) * Width, Width), result);
        }
    }

    private static void AddWeighted(ReadOnlySpan<float> vector, ReadOnlySpan<float> weights, Span<float> result)
    {
        for (int k = 0; k < vector.Length; k++)
            result[k] += vector[k] * weights[k];
    }
}
