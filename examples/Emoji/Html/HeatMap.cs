using System.Globalization;
using System.Text;

namespace HierVQ.Examples.Emoji.Html;

/// <summary>Bits of each code of one level as inline SVG: pale where the prior saw it coming, dark where it was surprised.</summary>
internal static class HeatMap
{
    // From pale yellow over orange to dark red, evenly spaced.
    private static readonly (int R, int G, int B)[] Scale = [(255, 250, 230), (254, 217, 142), (254, 153, 41), (204, 76, 2), (102, 37, 6)];

    /// <summary>Draws a code map.</summary>
    /// <param name="bits">Bits of each code, in raster order.</param>
    /// <param name="columns">Columns of the map.</param>
    /// <param name="most">The number of bits that is darkest.</param>
    public static string ToHtml(ReadOnlySpan<float> bits, int columns, double most)
    {
        var svg = new StringBuilder();
        int rows = bits.Length / columns;
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"heat\" viewBox=\"0 0 {columns} {rows}\" shape-rendering=\"crispEdges\">");
        for (int i = 0; i < bits.Length; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{i % columns}\" y=\"{i / columns}\" width=\"1\" height=\"1\" fill=\"{Colour(bits[i] / most)}\"><title>{bits[i]:F1} bits</title></rect>");
        return svg.Append("</svg>").ToString();
    }

    /// <summary>The scale itself, as a strip to put beside the maps.</summary>
    public static string ScaleToHtml(double most)
    {
        string stops = string.Join(", ", Enumerable.Range(0, Scale.Length).Select(i => Colour(i / (Scale.Length - 1.0))));
        return FormattableString.Invariant($"<p class=\"scale\">0 bits <i style=\"background:linear-gradient(90deg, {stops})\"></i> {most:F0} bits and more</p>");
    }

    private static string Colour(double share)
    {
        double place = Math.Clamp(share, 0, 1) * (Scale.Length - 1);
        int low = Math.Min((int)place, Scale.Length - 2);
        double rest = place - low;
        int Mix(int a, int b) => (int)Math.Round(a + (b - a) * rest);
        return $"#{Mix(Scale[low].R, Scale[low + 1].R):x2}{Mix(Scale[low].G, Scale[low + 1].G):x2}{Mix(Scale[low].B, Scale[low + 1].B):x2}";
    }
}
