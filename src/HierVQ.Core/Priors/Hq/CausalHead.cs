using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Code by code: each slot reads the code before it, and sees those before that.</summary>
internal class CausalHead(CodeTables tables, HeadPositions positions, int levels) : IPredictionHead
{
    public IReadOnlyList<int> Groups { get; } = [.. Enumerable.Repeat(1, LocalPyramids.FirstSlot(levels))];

    public Tensor Positions => positions.Vectors;

    public IEnumerable<Tensor> Inputs(IReadOnlyList<Tensor> codes)
    {
        Tensor[] vectors = Vectors([.. codes.Select((of, level) => tables.Look(level, of))]); // (4^level, M, d)
        for (int level = 0; level < levels; level++)
        {
            int first = LocalPyramids.FirstSlot(level), read = LocalPyramids.Codes(level) - (level == levels - 1 ? 1 : 0); // nobody reads the last code
            yield return vectors[level].narrow(0, 0, read).add(Positions.narrow(0, first, read).unsqueeze(1));
        }
    }

    public virtual IReadOnlyList<int> Reads(int slot) => [slot - 1];

    /// <summary>What is read of the codes, of their own vectors.</summary>
    protected virtual Tensor[] Vectors(Tensor[] own) => own;
}
