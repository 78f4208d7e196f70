namespace HierVQ.SideBySide;

/// <summary>Bytes of a process in memory, as Linux counts them.</summary>
/// <param name="Now">Now.</param>
/// <param name="Peak">The most since the count was restarted.</param>
internal readonly record struct Resident(long Now, long Peak)
{
    /// <summary>Of this process.</summary>
    /// <param name="restart">Whether the peak counts from now on.</param>
    public static Resident OfThisProcess(bool restart = false)
    {
        if (restart)
            File.WriteAllText("/proc/self/clear_refs", "5");
        string[] status = File.ReadAllLines("/proc/self/status");
        return new Resident(Field(status, "VmRSS:"), Field(status, "VmHWM:"));
    }

    private static long Field(string[] status, string name) =>
        1024 * long.Parse(status.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1]);
}
