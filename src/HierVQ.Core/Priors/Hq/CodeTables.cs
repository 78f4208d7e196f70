using HierVQ.Layers;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>A vector for every code of every level.</summary>
/// <param name="tables">The tables of the levels, top to bottom.</param>
internal sealed class CodeTables(IReadOnlyList<Embedding> tables)
{
    /// <summary>The table of a level, (K, d of the level).</summary>
    public Tensor this[int level] => tables[level].Weight;

    /// <summary>The vectors of codes of a level: from any shape to the same with one more axis.</summary>
    public Tensor Look(int level, Tensor codes) => tables[level].call(codes.flatten()).view([.. codes.shape, -1]);
}
