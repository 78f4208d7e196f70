using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The top code's vector plus, a level, the narrower vectors of its codes side by side.</summary>
internal sealed class AdditionEmbedding : IInputEmbedding
{
    private readonly int _levels;

    public AdditionEmbedding(HqBuilder builder)
    {
        _levels = builder.Layout.Count;
        Tables = builder.CodeTables("", level => builder.Width / LocalPyramids.Codes(level));
        Positions = builder.Positions();
    }

    /// <summary>The tables of the codes; a level's are d / 4^level wide.</summary>
    public CodeTables Tables { get; }

    /// <inheritdoc/>
    public PositionTable Positions { get; }

    public Tensor Embed(IReadOnlyList<Tensor> codes, Tensor positions, TransformerPass pass)
    {
        Tensor x = Tables.Look(0, codes[0].squeeze(0)).add_(positions.unsqueeze(1)); // (S, N, d)
        for (int level = 1; level < _levels; level++)
            x = x.add_(Tables.Look(level, codes[level]).permute(1, 2, 3, 0).reshape(x.shape)); // channel 4^level k + j is component k of code j
        return x;
    }

    public EmbeddingDecoder Decoder(LocalPyramids pyramids, LinearPacking packing, int maxRows) => new AdditionDecoder(pyramids, this);
}
