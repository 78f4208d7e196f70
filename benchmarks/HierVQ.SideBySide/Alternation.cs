namespace HierVQ.SideBySide;

/// <summary>Measures a workload on both sides in turn, so that what else the machine does hits both alike.</summary>
internal static class Alternation
{
    /// <summary>BLAS threads spin for a while after their work; the other side waits until they sleep.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Finds the best thread counts of each side, then alternates.</summary>
    public static Comparison Measure(IWorkload workload, PythonWorker python, int rounds)
    {
        Threads ours = Tune(workload);
        Thread.Sleep(s_pause);
        PythonSetting theirs = python.Tune(workload.Work);
        var ourTimes = new Elapsed[rounds];
        var theirTimes = new Elapsed[rounds];
        for (int round = 0; round < rounds; round++)
        {
            Thread.Sleep(s_pause);
            ourTimes[round] = Elapsed.Of(workload.Run, workload.Repetitions);
            Thread.Sleep(s_pause);
            theirTimes[round] = python.Run(workload.Work, workload.Repetitions);
        }
        return new Comparison(workload.Name, workload.Target, ours, theirs, ourTimes, theirTimes);
    }

    /// <summary>The middle one of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Tries each choice as the worker does: once to warm up, then the median of three.
    private static Threads Tune(IWorkload workload)
    {
        Elapsed.Of(workload.Run, 2 * workload.Repetitions); // the code is compiled in tiers
        var medians = new Dictionary<Threads, double>();
        foreach (Threads threads in Threads.Choices())
        {
            threads.Apply();
            workload.Run();
            medians[threads] = Median([.. Enumerable.Range(0, 3).Select(_ => Elapsed.Of(workload.Run, 1).Wall)]);
        }
        Threads best = medians.MinBy(tried => tried.Value).Key;
        best.Apply();
        return best;
    }
}
