namespace HierVQ.Training;

/// <summary>Orders of rows that depend on a seed alone, on every machine and runtime.</summary>
internal static class RowOrder
{
    /// <summary>The order of <paramref name="rows"/> in an epoch.</summary>
    public static int[] OfEpoch(ReadOnlySpan<int> rows, int seed, int epoch)
    {
        int[] order = rows.ToArray();
        Shuffle(order, StepSeed.Of(seed, StepSeed.Purpose.Order, epoch));
        return order;
    }

    /// <summary>Rows 0 to <paramref name="count"/> - 1 parted into those to train on and the share held out, each ascending.</summary>
    public static (int[] Training, int[] HeldOut) Split(int count, double heldOutShare, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (heldOutShare == 0)
            return (order, []);
        Shuffle(order, StepSeed.Of(seed, StepSeed.Purpose.HeldOut, 0));
        // At least one row on each side, however few there are.
        int heldOut = Math.Clamp((int)Math.Round(count * heldOutShare), 1, Math.Max(1, count - 1));
        return ([.. order.Skip(heldOut).Order()], [.. order.Take(heldOut).Order()]);
    }

    /// <summary>Rows 0 to <paramref name="count"/> - 1 parted into those to train on and the last, held out.</summary>
    public static (int[] Training, int[] HeldOut) SplitLast(int count, int heldOut) =>
        ([.. Enumerable.Range(0, count - heldOut)], [.. Enumerable.Range(count - heldOut, heldOut)]);

    private static void Shuffle(Span<int> rows, ulong seed)
    {
        // Fisher-Yates; the high half of a product with the bound is even enough for orders of rows (Lemire, 2019).
        for (int i = rows.Length - 1; i > 0; i--)
        {
            seed += 0x9E3779B97F4A7C15;
            int j = (int)Math.BigMul(StepSeed.Mix(seed), (ulong)(i + 1), out _);
            (rows[i], rows[j]) = (rows[j], rows[i]);
        }
    }
}
