using System.Diagnostics;

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
        Threads theirs = python.Tune(workload.Work);
        var ourSeconds = new double[rounds];
        var theirSeconds = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            Thread.Sleep(s_pause);
            ourSeconds[round] = Time(workload, workload.Repetitions);
            Thread.Sleep(s_pause);
            theirSeconds[round] = python.Run(workload.Work, workload.Repetitions);
        }
        return new Comparison(workload.Name, workload.Target, ours, theirs, ourSeconds, theirSeconds);
    }

    /// <summary>The middle one of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    // Tries each choice as the worker does: once to warm up, then the median of five.
    private static Threads Tune(IWorkload workload)
    {
        Time(workload, 5 * workload.Repetitions); // the code is compiled in tiers
        var medians = new Dictionary<Threads, double>();
        foreach (Threads threads in Threads.Choices())
        {
            threads.Apply();
            Time(workload, 1);
            medians[threads] = Median([.. Enumerable.Range(0, 5).Select(_ => Time(workload, 1))]);
        }
        Threads best = medians.MinBy(tried => tried.Value).Key;
        best.Apply();
        return best;
    }

    // Mean seconds of a repetition.
    private static double Time(IWorkload workload, int repetitions)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
            workload.Run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / repetitions;
    }
}
