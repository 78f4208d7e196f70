using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Locally hierarchical decoding: level by level, the codes of a level side by side, each told all codes above it.</summary>
internal sealed class ParallelHead(CodeTables tables, HeadPositions positions, int levels) : IPredictionHead
{
    public IReadOnlyList<int> Groups { get; } = [.. Enumerable.Range(0, levels).Select(LocalPyramids.Codes)];

    public Tensor Positions => positions.Vectors;

    public IEnumerable<Tensor> Inputs(IReadOnlyList<Tensor> codes)
    {
        Tensor[] vectors = [.. Enumerable.Range(0, levels - 1).Select(level => tables.Look(level, codes[level]))]; // (4^level, M, d)
        for (int level = 1; level < levels; level++)
        {
            Tensor x = vectors[0].add(positions.Of(level).unsqueeze(1)); // (4^level, M, d)
            for (int above = 1; above < level; above++)
                x = SlotTree.AddAbove(x, level, vectors[above], above);
            yield return x;
        }
    }

    public IReadOnlyList<int> Reads(int slot) => SlotTree.Above(slot);
}
