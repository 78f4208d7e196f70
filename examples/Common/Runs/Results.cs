using System.Globalization;

namespace HierVQ.Examples;

/// <summary>The finished trials of a part.</summary>
public sealed class Results(string folder, IReadOnlyDictionary<string, TrialFigures> figures)
{
    /// <summary>How many are finished.</summary>
    public int Count => figures.Count;

    /// <summary>The figures of a trial; null where it is not finished.</summary>
    public TrialFigures? this[string trial] => figures.GetValueOrDefault(trial);

    /// <summary>Those of these names that are finished, in their order.</summary>
    public IEnumerable<(string Name, TrialFigures Figures)> Of(IEnumerable<string> names) => names.Where(figures.ContainsKey).Select(name => (name, figures[name]));

    /// <summary>A number of a trial over all its seeds (name-1, name-2, ...); null where none is finished.</summary>
    public Measured? Over(string trial, string figure)
    {
        double[] values = [.. figures.Where(one => one.Key.StartsWith(trial + "-", StringComparison.Ordinal) && int.TryParse(one.Key.AsSpan(trial.Length + 1), CultureInfo.InvariantCulture, out _))
            .Where(one => one.Value.Values.ContainsKey(figure)).Select(one => one.Value[figure])];
        return values.Length == 0 ? null : new Measured(values);
    }

    /// <summary>A file of a trial's folder; null where there is none.</summary>
    public string? File(string trial, string name)
    {
        string path = Path.Combine(folder, trial, name);
        return System.IO.File.Exists(path) ? path : null;
    }
}
