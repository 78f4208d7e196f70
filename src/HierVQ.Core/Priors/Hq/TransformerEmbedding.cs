using HierVQ.Layers;
using HierVQ.Sampling.Kernels;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The paper's input embedding transformer (IET): the mean over the slots of blocks of attention without a mask.</summary>
internal sealed class TransformerEmbedding : IInputEmbedding, IDisposable
{
    private readonly int _levels;
    private readonly Embedding _slotPositions; // (S, d)
    private readonly SlotGroups _groups;

    public TransformerEmbedding(HqBuilder builder)
    {
        _levels = builder.Layout.Count;
        Tables = builder.CodeTables("", _ => builder.Width);
        Positions = builder.Positions();
        _slotPositions = builder.Table("pos_emb_emb", builder.Slots);
        Blocks = builder.Blocks("emb_blocks", builder.Options.EmbeddingBlocks);
        _groups = new SlotGroups([builder.Slots], builder.Device);
    }

    /// <summary>The tables of the codes.</summary>
    public CodeTables Tables { get; }

    /// <inheritdoc/>
    public PositionTable Positions { get; }

    /// <summary>The vectors of the slots' positions, (S, d).</summary>
    public Tensor SlotPositions => _slotPositions.Weight;

    /// <summary>The blocks.</summary>
    public IReadOnlyList<TransformerBlock> Blocks { get; }

    public Tensor Embed(IReadOnlyList<Tensor> codes, Tensor positions, TransformerPass pass) => Mean(Top(codes).add_(positions.unsqueeze(1)), codes, pass);

    /// <summary>The vectors of top codes, (S, N, d).</summary>
    public Tensor Top(IReadOnlyList<Tensor> codes) => Tables.Look(0, codes[0].squeeze(0));

    /// <summary>The mean over the slots of the blocks' results.</summary>
    /// <param name="top">What slot 0 holds, (S, N, d); overwritten.</param>
    /// <param name="codes">The codes of each level, (4^level, S, N).</param>
    /// <param name="pass">How the network runs.</param>
    public Tensor Mean(Tensor top, IReadOnlyList<Tensor> codes, TransformerPass pass)
    {
        Tensor[] below = [.. Enumerable.Range(1, _levels - 1).Select(level => Tables.Look(level, codes[level]))]; // (4^level, S, N, d)
        if (Blocks.Count == 0)
            return below.Aggregate(top, (sum, vectors) => sum.add_(vectors.sum(dim: 0))).add_(SlotPositions.sum(dim: 0)).mul_(1.0 / _groups.Slots);
        Tensor slots = cat([top.unsqueeze(0), .. below]).view(_groups.Slots, -1, top.size(-1)).add_(SlotPositions.unsqueeze(1)); // (slots, S N, d)
        slots = slots.As(pass.Type);
        foreach (TransformerBlock block in Blocks)
            slots = block.Slots(slots, _groups, pass.Results, pass.Weights);
        return slots.mean([0]).view(top.shape).As(ScalarType.Float32);
    }

    public EmbeddingDecoder Decoder(LocalPyramids pyramids, LinearPacking packing, int maxRows) =>
        new TransformerDecoder(pyramids, this, TensorFloats.Copy(Positions.Vectors), packing, maxRows);

    public void Dispose() => _groups.Dispose();
}
