using System.Diagnostics;

namespace HierVQ.Examples;

/// <summary>Time that this process had the processor, which other programs do not lengthen as they lengthen time on the clock.</summary>
public static class Processor
{
    /// <summary>Seconds so far, of all threads.</summary>
    public static double Seconds
    {
        get
        {
            using Process process = Process.GetCurrentProcess();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Seconds that something takes.</summary>
    public static double Time(Action work)
    {
        double start = Seconds;
        work();
        return Seconds - start;
    }
}
