using HierVQ.Codes;
using HierVQ.Sampling;

namespace HierVQ.Priors.Rq;

/// <summary>The order in which RQ-Transformer draws: positions in raster order, and at each its codes from the first depth on. Settings a level count a depth.</summary>
internal static class RqOrder
{
    public static DecodeOrder Of(CodeLayout layout)
    {
        int depth = layout[0].Depth;
        return new DecodeOrder(layout, Enumerable.Range(0, layout.TotalCodes / depth)
            .Select(position => Enumerable.Range(0, depth).Select(j => new DecodeDraw(0, [(position * depth) + j], j)).ToArray()));
    }
}
