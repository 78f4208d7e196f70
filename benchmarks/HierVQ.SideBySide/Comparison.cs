namespace HierVQ.SideBySide;

/// <summary>What was measured of one workload.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Target">The least ratio wanted, or null.</param>
/// <param name="OurThreads">Our best thread counts.</param>
/// <param name="TheirThreads">Their best thread counts.</param>
/// <param name="OurSeconds">Seconds a repetition of each of our runs, in order.</param>
/// <param name="TheirSeconds">Seconds a repetition of each of their runs, in order.</param>
internal sealed record Comparison(string Name, double? Target, Threads OurThreads, Threads TheirThreads, double[] OurSeconds, double[] TheirSeconds)
{
    /// <summary>Median of our runs, in milliseconds.</summary>
    public double OurMilliseconds => 1000 * Alternation.Median(OurSeconds);

    /// <summary>Median of their runs, in milliseconds.</summary>
    public double TheirMilliseconds => 1000 * Alternation.Median(TheirSeconds);

    /// <summary>Their median over ours: above 1, we are faster.</summary>
    public double Ratio => TheirMilliseconds / OurMilliseconds;

    /// <summary>Whether the target is reached, in a word.</summary>
    public string Verdict => Target is not { } target ? "-" : Ratio >= target ? "yes" : "NO";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{OurMilliseconds:F2} ms against {TheirMilliseconds:F2} ms: {Ratio:F2}x" + (Target is { } target ? $" (wanted {target:F1}x: {Verdict})" : "");
}
