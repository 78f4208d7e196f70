using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>Tells ML.NET's log and progress channels how a training goes.</summary>
internal sealed class TrainingReport : IProgress<TrainingProgress>, IDisposable
{
    private readonly IProgressChannel _progress;
    private TrainingProgress? _last;

    public TrainingReport(IHost host, string activity)
    {
        Channel = host.Start(activity);
        _progress = host.StartProgressChannel(activity);
        _progress.SetHeader(new ProgressHeader(["Loss", "Quality"], ["epochs", "steps"]), entry =>
        {
            if (_last is not { } last)
                return;
            entry.SetProgress(0, last.Epoch, last.Epochs);
            entry.SetProgress(1, last.Step, last.Steps);
            entry.SetMetric(0, last.Loss);
            if (Quality(last) is { } quality)
                entry.SetMetric(1, quality);
        });
    }

    public IChannel Channel { get; }

    /// <summary>Says what the user should know before training begins.</summary>
    public void Warn(string warning) => Channel.Warning(MessageSensitivity.None, warning);

    public void Report(TrainingProgress value)
    {
        _last = value;
        Channel.Info(MessageSensitivity.None, Line(value));
        if (value.EndOfEpoch)
            _progress.Checkpoint(value.Loss, Quality(value), value.Epoch, value.Step);
    }

    public void Dispose()
    {
        _progress.Dispose();
        Channel.Dispose();
    }

    private static double? Quality(TrainingProgress progress) => progress.Psnr ?? progress.PixelAccuracy ?? progress.BitsPerCode;

    private static string Line(TrainingProgress p)
    {
        var line = new StringBuilder();
        CultureInfo culture = CultureInfo.InvariantCulture;
        line.Append(culture, $"Epoch {p.Epoch}/{p.Epochs}, step {p.Step}/{p.Steps}: loss {p.Loss:G4}");
        if (p.Psnr is { } psnr)
            line.Append(culture, $", PSNR {psnr:F2} dB");
        if (p.PixelAccuracy is { } right)
            line.Append(culture, $", right pixels {right:P1}");
        if (p.BitsPerCode is { } bits)
            line.Append(culture, $", {bits:F3} bits a code");
        foreach ((string name, double mean) in p.Terms)
            line.Append(culture, $", {name} {mean:G3}");
        if (!p.Codebooks.IsDefaultOrEmpty)
        {
            line.Append(culture, $", codes in use {Codebooks(p, codebook => codebook.Share.ToString("P0", culture))}");
            line.Append(culture, $", perplexity {Codebooks(p, codebook => codebook.Perplexity.ToString("F0", culture))}");
            line.Append(culture, $", dead codes {Codebooks(p, codebook => codebook.Dead.ToString(culture))}");
        }
        if (p.Validation is { } held)
            line.Append(culture, $", held out {held:F3}");
        line.Append(culture, $", {p.ImagesPerSecond:F0} images/s, {p.Remaining:hh\\:mm\\:ss} left");
        return line.ToString();
    }

    // Levels apart by a stroke, depths by a blank.
    private static string Codebooks(TrainingProgress p, Func<CodebookUsage, string> number) => string.Join(" / ", p.Codebooks
        .GroupBy(codebook => codebook.Level)
        .Select(level => string.Join(" ", level.Select(number))));
}
