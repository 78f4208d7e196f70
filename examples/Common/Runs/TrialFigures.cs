using System.Globalization;
using System.Text.Json;

namespace HierVQ.Examples;

/// <summary>What came of a trial, as figures.json has it: numbers by their names, and curves over an axis of their own.</summary>
public sealed class TrialFigures
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The numbers.</summary>
    public SortedDictionary<string, double> Values { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The curves, each as pairs x, y.</summary>
    public SortedDictionary<string, double[][]> Curves { get; init; } = new(StringComparer.Ordinal);

    /// <summary>A number.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public double this[string name]
    {
        get => Values.TryGetValue(name, out double value) ? value : throw new KeyNotFoundException($"There is no figure '{name}'; there are {string.Join(", ", Values.Keys)}.");
        set => Values[name] = value;
    }

    /// <summary>Keeps the curve of a training: what was held out over steps, and over processor seconds.</summary>
    public void Keep(IReadOnlyList<CurvePoint> points)
    {
        Curves["steps"] = [.. points.Select(point => (double[])[point.Step, point.HeldOut])];
        Curves["seconds"] = [.. points.Select(point => (double[])[point.Seconds, point.HeldOut])];
    }

    /// <summary>Reads what <see cref="Save"/> wrote; null where there is nothing, or nothing that can be read.</summary>
    public static TrialFigures? Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<TrialFigures>(File.ReadAllBytes(path), Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the figures, whole or not at all.</summary>
    public void Save(string path) => RunFolder.WriteWhole(path, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <summary>The numbers on one line.</summary>
    public override string ToString() => string.Join(", ", Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:0.###}")));
}
