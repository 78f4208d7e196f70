using System.Diagnostics;

namespace HierVQ.Training;

/// <summary>Images a second between two readings.</summary>
internal sealed class SpeedMeter(Stopwatch clock)
{
    private TimeSpan _since = clock.Elapsed;

    /// <summary>Images since the last reading.</summary>
    public long Images { get; set; }

    /// <summary>Images a second since the last time, and starts again.</summary>
    public double Read()
    {
        TimeSpan now = clock.Elapsed;
        double speed = Images / Math.Max((now - _since).TotalSeconds, 1e-9);
        (_since, Images) = (now, 0);
        return speed;
    }
}
