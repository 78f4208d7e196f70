using System.Text.Json;

namespace HierVQ.Examples;

/// <summary>How a training went, in a file that grows with it, so that what was stopped and goes on has one curve.</summary>
public sealed class TrainingCurve
{
    private readonly string _file;
    private readonly List<CurvePoint> _points;
    private double _from; // processor seconds of this process that count as nothing

    /// <summary>Begins, or goes on with what the file has.</summary>
    public TrainingCurve(string file)
    {
        _file = file;
        _points = File.Exists(file) ? JsonSerializer.Deserialize<List<CurvePoint>>(File.ReadAllBytes(file)) ?? [] : [];
        _from = Processor.Seconds;
    }

    /// <summary>The ends of the epochs.</summary>
    public IReadOnlyList<CurvePoint> Points => _points;

    /// <summary>Notes the end of an epoch.</summary>
    /// <param name="progress">The report of the epoch's end.</param>
    /// <param name="measure">Measures what was held out; its time does not count.</param>
    public void Add(TrainingProgress progress, Func<double> measure)
    {
        // An epoch whose end is noted but whose checkpoint is lost is trained again.
        _points.RemoveAll(point => point.Step >= progress.Step);
        double trained = Processor.Seconds - _from + (_points.Count == 0 ? 0 : _points[^1].Seconds);
        _points.Add(new CurvePoint(progress.Epoch, progress.Step, trained, progress.Loss, measure()));
        RunFolder.WriteWhole(_file, JsonSerializer.SerializeToUtf8Bytes(_points));
        _from = Processor.Seconds;
    }
}
