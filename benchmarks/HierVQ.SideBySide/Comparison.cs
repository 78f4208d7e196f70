namespace HierVQ.SideBySide;

/// <summary>What was measured of one workload.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Target">The least ratio wanted, or null.</param>
/// <param name="OurThreads">Our best thread counts.</param>
/// <param name="TheirSetting">Their best thread counts and memory format.</param>
/// <param name="OurTimes">A repetition of each of our runs, in order.</param>
/// <param name="TheirTimes">A repetition of each of their runs, in order.</param>
internal sealed record Comparison(string Name, double? Target, Threads OurThreads, PythonSetting TheirSetting, Elapsed[] OurTimes, Elapsed[] TheirTimes)
{
    /// <summary>Memory of both sides; null where it was not measured.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>Median of our runs, in milliseconds.</summary>
    public double OurMilliseconds => Milliseconds(OurTimes, time => time.Wall);

    /// <summary>Median of their runs, in milliseconds.</summary>
    public double TheirMilliseconds => Milliseconds(TheirTimes, time => time.Wall);

    /// <summary>Their median over ours: above 1, we are faster.</summary>
    public double Ratio => TheirMilliseconds / OurMilliseconds;

    /// <summary>The same of processor time.</summary>
    public double ProcessorRatio => Milliseconds(TheirTimes, time => time.Processor) / Milliseconds(OurTimes, time => time.Processor);

    /// <summary>Whether the targets, in time and in memory, are reached, in a word.</summary>
    public string Verdict => Target is not { } target ? "-" : Ratio >= target && Memory is null or { IsEnough: true } ? "yes" : "NO";

    /// <inheritdoc/>
    public override string ToString() =>
        $"{OurMilliseconds:F2} ms against {TheirMilliseconds:F2} ms: {Ratio:F2}x, {ProcessorRatio:F2}x in processor time"
        + (Memory is { } memory ? $"; {memory.OurWork:F0} MiB against {memory.TheirWork:F0} MiB" : "")
        + (Target is { } target ? $" (wanted {target:F1}x: {Verdict})" : "");

    private static double Milliseconds(Elapsed[] times, Func<Elapsed, double> part) => 1000 * Alternation.Median(times.Select(part));
}
