using System.Diagnostics;
using System.Globalization;

namespace HierVQ.Examples;

/// <summary>Training as one line that is written over in a terminal, and as a line every few seconds in a file.</summary>
public sealed class ProgressLine
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);
    private readonly bool _terminal = !Console.IsOutputRedirected;
    private long _written;
    private int _width;

    /// <summary>Shows a report.</summary>
    public void Show(TrainingProgress progress)
    {
        bool last = progress.Step == progress.Steps;
        if (!_terminal && !last && _written != 0 && Stopwatch.GetElapsedTime(_written) < BetweenLines)
            return;
        _written = Stopwatch.GetTimestamp();
        string line = Describe(progress);
        if (_terminal)
            Console.Write('\r' + line.PadRight(_width) + (last ? Environment.NewLine : ""));
        else
            Console.WriteLine(line);
        _width = line.Length;
    }

    private static string Describe(TrainingProgress progress)
    {
        var parts = new List<string>
        {
            $"{progress.Stage,-9} epoch {progress.Epoch}/{progress.Epochs}, step {progress.Step}/{progress.Steps}",
            Format($"loss {progress.Loss:F4}"),
        };
        if (progress.Psnr is { } psnr)
            parts.Add(Format($"PSNR {psnr:F2} dB"));
        if (progress.CodesInUse.Length > 0)
            parts.Add("codes in use " + string.Join(" + ", progress.CodesInUse.Select(share => Format($"{share:P0}"))));
        if (progress.BitsPerCode is { } bits)
            parts.Add(Format($"{bits:F2} bits a code"));
        if (progress.Validation is { } heldOut)
            parts.Add(Format($"held out {heldOut:F2}"));
        parts.Add(Format($"{progress.ImagesPerSecond:F0} images/s"));
        parts.Add($"{progress.Remaining:m\\:ss} left");
        return string.Join(" | ", parts);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
