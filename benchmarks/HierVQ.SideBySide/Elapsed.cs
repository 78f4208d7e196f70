using System.Diagnostics;

namespace HierVQ.SideBySide;

/// <summary>Seconds of one repetition of a work.</summary>
/// <param name="Wall">By the clock.</param>
/// <param name="Processor">Of all processors together: less bent by what else the machine does, but waiting threads that spin count too.</param>
internal readonly record struct Elapsed(double Wall, double Processor)
{
    /// <summary>The mean of repetitions.</summary>
    public static Elapsed Of(Action work, int repetitions)
    {
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
            work();
        return new Elapsed(Stopwatch.GetElapsedTime(begin).TotalSeconds / repetitions, (Environment.CpuUsage.TotalTime - processor).TotalSeconds / repetitions);
    }
}
