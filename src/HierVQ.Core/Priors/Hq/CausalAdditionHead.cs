using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The causal head with the vectors of the codes above a code added to its own.</summary>
internal sealed class CausalAdditionHead(CodeTables tables, HeadPositions positions, int levels) : CausalHead(tables, positions, levels)
{
    public override IReadOnlyList<int> Reads(int slot) => [.. SlotTree.Above(slot - 1), slot - 1];

    protected override Tensor[] Vectors(Tensor[] own) => [.. own.Select((vectors, level) =>
        Enumerable.Range(0, level).Aggregate(level == 0 ? vectors : vectors.clone(), (sum, above) => SlotTree.AddAbove(sum, level, own[above], above)))];
}
