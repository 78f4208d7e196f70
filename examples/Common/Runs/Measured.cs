using System.Globalization;

namespace HierVQ.Examples;

/// <summary>A number measured with one seed or several.</summary>
/// <param name="Values">One a seed.</param>
public readonly record struct Measured(double[] Values)
{
    /// <summary>Their mean.</summary>
    public double Mean => Values.Average();

    /// <summary>Half of what lies between the smallest and the largest.</summary>
    public double Spread => (Values.Max() - Values.Min()) / 2;

    /// <summary>Whether this is below another by more than seeds differ; null where they differ by less.</summary>
    public bool? IsBelow(Measured other) => Math.Abs(Mean - other.Mean) <= Spread + other.Spread ? null : Mean < other.Mean;

    /// <summary>The mean, with the spread where there is one.</summary>
    public string ToText(string format) => Mean.ToString(format, CultureInfo.InvariantCulture) + (Values.Length > 1 ? " ± " + Spread.ToString(format, CultureInfo.InvariantCulture) : "");
}
