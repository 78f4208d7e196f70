using TorchSharp;

namespace HierVQ.SideBySide;

/// <summary>Whether both sides gave the same.</summary>
internal static class Equal
{
    /// <summary>Compares losses of successive training steps: they agree only if gradients, optimizer and codebooks do.</summary>
    public static string Losses(IReadOnlyList<double> ours, IReadOnlyList<double> theirs)
    {
        const double Tolerance = 1e-3;
        double worst = ours.Zip(theirs, (a, b) => Math.Abs(a - b) / Math.Abs(b)).Max();
        Require(worst <= Tolerance, $"the losses are {string.Join(", ", ours)} here and {string.Join(", ", theirs)} there");
        return $"losses of {ours.Count} steps agree within {worst:E1} of their value";
    }

    /// <summary>Compares floats by the largest difference over the largest value.</summary>
    public static string Values(torch.Tensor ours, torch.Tensor theirs)
    {
        const double Tolerance = 1e-4;
        double worst = (ours - theirs).abs().max().item<float>() / theirs.abs().max().item<float>();
        Require(worst <= Tolerance, $"values differ by {worst:E1} of the largest");
        return $"values agree within {worst:E1} of the largest";
    }

    /// <summary>Compares codes. Where two codes are equally near within rounding, the sides may choose differently: a few in a thousand.</summary>
    public static string Codes(ReadOnlySpan<int> ours, ReadOnlySpan<int> theirs)
    {
        int different = 0;
        for (int i = 0; i < ours.Length; i++)
            different += ours[i] == theirs[i] ? 0 : 1;
        Require(ours.Length == theirs.Length && different <= ours.Length / 500, $"{different} of {ours.Length} codes differ");
        return $"{ours.Length - different} of {ours.Length} codes are the same";
    }

    private static void Require(bool holds, string difference)
    {
        if (!holds)
            throw new InvalidOperationException($"The two sides do not do the same work: {difference}.");
    }
}
