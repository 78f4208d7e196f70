using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>Which codes of a local pyramid lie above which.</summary>
internal static class SlotTree
{
    /// <summary>The slots above a slot, the top code first.</summary>
    public static IReadOnlyList<int> Above(int slot) => slot == 0 ? [] : [.. Above(LocalPyramids.Above(slot)), LocalPyramids.Above(slot)];

    /// <summary>Adds to the vectors of a level those of the codes above them.</summary>
    /// <param name="x">(4^level, M, d), changed in place.</param>
    /// <param name="level">Their level.</param>
    /// <param name="vectors">(4^above, M, d).</param>
    /// <param name="above">The level of these.</param>
    public static Tensor AddAbove(Tensor x, int level, Tensor vectors, int above)
    {
        long side = 1L << above, below = 1L << (level - above), rows = x.size(1), width = x.size(2);
        return x.view(side, below, side, below, rows, width).add_(vectors.view(side, 1, side, 1, rows, width)).view(x.shape);
    }
}
