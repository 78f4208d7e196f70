namespace HierVQ.Quantization;

/// <summary>Finds levels whose product is a given number of codes.</summary>
internal static class FiniteScalarLevels
{
    // The paper found that five levels or more should be preferred (section 3.2); beyond 16, more numbers serve better than more levels.
    private const int Preferred = 5, Fewest = 2, Most = 16;

    /// <summary>
    /// Levels in falling order, as few as possible of them large; null where there are none. The sizes that the paper lists come out as there:
    /// 240 is 8·6·5, 1000 is 8·5·5·5, 4375 is 7·5·5·5·5, 15360 is 8·8·8·6·5 and 64000 is 8·8·8·5·5·5.
    /// </summary>
    public static int[]? Of(int codes)
    {
        for (int fewest = Preferred; fewest >= Fewest; fewest--)
        {
            if (Smallest(codes, fewest) is { } levels)
                return levels;
        }
        return null;
    }

    /// <summary>The nearest numbers of codes below and above that have levels of at least five.</summary>
    public static (int Below, int Above) Near(int codes)
    {
        int below = codes - 1, above = codes + 1;
        while (below > Preferred && Smallest(below, Preferred) is null)
            below--;
        while (Smallest(above, Preferred) is null)
            above++;
        return (Math.Max(below, Fewest), above);
    }

    // The first that the smallest possible largest level allows.
    private static int[]? Smallest(int codes, int fewest)
    {
        for (int most = fewest; most <= Most; most++)
        {
            if (Factors(codes, fewest, most) is { } levels)
                return levels;
        }
        return null;
    }

    private static int[]? Factors(int rest, int fewest, int most)
    {
        if (rest == 1)
            return [];
        for (int level = Math.Min(most, rest); level >= fewest; level--)
        {
            if (rest % level == 0 && Factors(rest / level, fewest, level) is { } others)
                return [level, .. others];
        }
        return null;
    }
}
