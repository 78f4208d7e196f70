using HierVQ.Codes;
using HierVQ.Sampling;

namespace HierVQ.Priors.Hq;

/// <summary>The order in which HQ-Transformer draws: a step a top code's position, and in it the draws of its head.</summary>
internal static class HqOrder
{
    public static DecodeOrder Of(CodeLayout layout, HqParts parts)
    {
        IReadOnlyList<HeadDraw> draws = HeadDraw.Of(parts.Head.Head);
        return new DecodeOrder(layout, Enumerable.Range(0, parts.Pyramids.Positions).Select(position => draws.Select(draw => new DecodeDraw(draw.Level,
            [.. Enumerable.Range(draw.First, draw.Count).Select(slot => parts.Pyramids.Index(position, slot))], draw.Level)).ToArray()));
    }
}
