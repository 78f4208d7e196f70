using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The top code's vector plus the other codes' vectors, each component weighted by a learned number of its slot.</summary>
internal sealed class WeightedSumEmbedding : IInputEmbedding
{
    private readonly int _levels;
    private readonly Parameter[] _weights; // of each level below the top (1, 1, d, 4^level)

    public WeightedSumEmbedding(HqBuilder builder)
    {
        _levels = builder.Layout.Count;
        Tables = builder.CodeTables("", _ => builder.Width);
        Positions = builder.Positions();
        _weights = [.. Enumerable.Range(1, _levels - 1).Select(level =>
            builder.Vectors(_levels == 2 ? "pos_emb_bot" : $"pos_emb_level{level}", 1, 1, builder.Width, LocalPyramids.Codes(level)))];
    }

    /// <summary>The tables of the codes.</summary>
    public CodeTables Tables { get; }

    /// <inheritdoc/>
    public PositionTable Positions { get; }

    /// <summary>The weights of a level below the top, (1, 1, d, 4^level).</summary>
    public Tensor Weights(int level) => _weights[level - 1];

    public Tensor Embed(IReadOnlyList<Tensor> codes, Tensor positions, TransformerPass pass)
    {
        Tensor x = Tables.Look(0, codes[0].squeeze(0)).add_(positions.unsqueeze(1)); // (S, N, d)
        for (int level = 1; level < _levels; level++)
            x = x.add_(Tables.Look(level, codes[level]).mul(Weights(level).permute(3, 0, 1, 2)).sum(dim: 0));
        return x;
    }

    public EmbeddingDecoder Decoder(LocalPyramids pyramids, LinearPacking packing, int maxRows) => new WeightedSumDecoder(pyramids, this);
}
