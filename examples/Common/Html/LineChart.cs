using System.Globalization;
using System.Net;
using System.Text;

namespace HierVQ.Examples.Html;

/// <summary>A line chart as inline SVG: curves over steps, direct labels, no script.</summary>
public sealed class LineChart(string title, string unit)
{
    private const int Width = 430, Height = 230, Left = 48, Right = 12, Top = 12, Bottom = 30;
    private static readonly string[] Colours = ["#2563eb", "#d9480f", "#2b8a3e", "#862e9c", "#0b7285", "#a61e4d"];
    private readonly List<(string Name, (double X, double Y)[] Points)> _series = [];

    /// <summary>Fixes the vertical axis; without it the axis fits the curves.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Adds a curve.</summary>
    public LineChart Add(string name, IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] finite = [.. points.Where(point => double.IsFinite(point.Y))];
        if (finite.Length > 0)
            _series.Add((name, finite));
        return this;
    }

    /// <summary>The chart as a figure.</summary>
    public string ToHtml()
    {
        if (_series.Count == 0)
            return "";
        double right = Math.Max(1, _series.Max(series => series.Points[^1].X));
        (double low, double high) = Range ?? FittedRange();
        double X(double x) => Left + x / right * (Width - Left - Right);
        double Y(double y) => Top + (high - Math.Clamp(y, low, high)) / (high - low) * (Height - Top - Bottom);

        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">"));
        foreach (double tick in Ticks(low, high, 5))
            svg.Append(Invariant($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\"/><text x=\"{Left - 6}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{Number(tick)}</text>"));
        foreach (double tick in Ticks(0, right, 5))
            svg.Append(Invariant($"<text x=\"{X(tick):F1}\" y=\"{Height - 10}\" text-anchor=\"middle\">{tick:F0}</text>"));
        for (int i = 0; i < _series.Count; i++)
        {
            string points = string.Join(' ', _series[i].Points.Select(point => Invariant($"{X(point.X):F1},{Y(point.Y):F1}")));
            svg.Append(Invariant($"<polyline fill=\"none\" stroke=\"{Colours[i % Colours.Length]}\" stroke-width=\"1.8\" points=\"{points}\"/>"));
        }
        svg.Append("</svg>");
        return $"<figure class=\"chart\"><figcaption>{WebUtility.HtmlEncode(title)} <small>{WebUtility.HtmlEncode(unit)}</small></figcaption>{svg}{Legend()}</figure>";
    }

    private string Legend() => _series.Count < 2 ? "" : "<p class=\"legend\">" + string.Concat(_series.Select((series, i) =>
        $"<span><i style=\"background:{Colours[i % Colours.Length]}\"></i>{WebUtility.HtmlEncode(series.Name)}</span>")) + "</p>";

    private (double Low, double High) FittedRange()
    {
        double low = _series.Min(series => series.Points.Min(point => point.Y)), high = _series.Max(series => series.Points.Max(point => point.Y));
        double margin = Math.Max((high - low) * 0.06, 1e-6);
        return (low - margin, high + margin);
    }

    // Round numbers, about as many as asked.
    private static IEnumerable<double> Ticks(double low, double high, int about)
    {
        double raw = (high - low) / about, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        for (double tick = Math.Ceiling(low / step) * step; tick <= high + step * 1e-9; tick += step)
            yield return Math.Abs(tick) < step * 1e-6 ? 0 : tick;
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
