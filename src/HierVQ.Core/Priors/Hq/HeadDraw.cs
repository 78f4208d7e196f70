namespace HierVQ.Priors.Hq;

/// <summary>Codes of a local pyramid that are drawn side by side: neighbouring slots of one group and one level.</summary>
/// <param name="Group">The group of the head.</param>
/// <param name="Level">The level.</param>
/// <param name="First">The first slot.</param>
/// <param name="Count">Number of slots.</param>
internal sealed record HeadDraw(int Group, int Level, int First, int Count)
{
    /// <summary>The draws of a head, in order.</summary>
    public static IReadOnlyList<HeadDraw> Of(IPredictionHead head)
    {
        var draws = new List<HeadDraw>();
        int first = 0;
        for (int group = 0; group < head.Groups.Count; first += head.Groups[group++])
        {
            draws.AddRange(Enumerable.Range(first, head.Groups[group]).GroupBy(LocalPyramids.Level)
                .Select(slots => new HeadDraw(group, slots.Key, slots.First(), slots.Count())));
        }
        return draws;
    }
}
