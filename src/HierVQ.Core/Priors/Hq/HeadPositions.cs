using HierVQ.Layers;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Learned vectors of the slots of the head after the first.</summary>
internal sealed class HeadPositions
{
    private readonly Embedding[] _tables;
    private readonly int _count;

    private HeadPositions(int slots, params Embedding[] tables) => (_tables, _count) = (tables, slots - 1);

    /// <summary>All of them, (slots - 1, d).</summary>
    public Tensor Vectors => _tables.Length == 1 ? _tables[0].Weight.narrow(0, 0, _count) : cat([.. _tables.Select(table => table.Weight)]);

    /// <summary>One table for all slots. The checkpoints have one row more than is used.</summary>
    public static HeadPositions Together(HqBuilder builder) => builder.Layout.Count == 2
        ? new(builder.Slots, builder.Table("pos_emb_depth", builder.Slots))
        : new(builder.Slots, builder.Tables("pos_emb_depths", builder.Slots));

    /// <summary>A table a level, where the checkpoints have that: from three levels on.</summary>
    public static HeadPositions OfLevels(HqBuilder builder) => builder.Layout.Count == 2
        ? Together(builder)
        : new(builder.Slots, builder.Tables("pos_emb_depths", Enumerable.Range(1, builder.Layout.Count - 1).Select(LocalPyramids.Codes)));

    /// <summary>Those of a level below the top, (4^level, d).</summary>
    public Tensor Of(int level) => Vectors.narrow(0, LocalPyramids.FirstSlot(level) - 1, LocalPyramids.Codes(level));
}
