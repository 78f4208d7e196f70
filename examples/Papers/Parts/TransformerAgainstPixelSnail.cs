using System.Globalization;
using HierVQ.Examples.Html;

namespace HierVQ.Examples.Papers.Parts;

/// <summary>VQGAN's Table 1: which prior learns the same codes better.</summary>
internal sealed class TransformerAgainstPixelSnail : Part
{
    private static readonly (string Name, string Prior, string Title, Func<PriorOptions> Options)[] Kinds =
    [
        ("transformer", "raster-rowmajor", "transformer", () => PriorRecipes.Raster()),
        ("snail", "pixelsnail", "PixelSNAIL", PriorRecipes.PixelSnail),
    ];

    /// <inheritdoc/>
    public override string Name => "pixelsnail";

    /// <inheritdoc/>
    public override string Title => "VQGAN: transformer against PixelSNAIL";

    /// <inheritdoc/>
    public override string Source => "Esser, Rombach, Ommer 2021, Table 1, NLL of the transformer at as many steps / in as much time as PixelSNAIL, and PixelSNAIL's: RIN 4.78 / 4.84 / 4.96, LSUN-CT 4.63 / 4.69 / 4.89, IN 4.78 / 4.83 / 4.96, "
        + "D-RIN 4.70 / 4.78 / 4.88, S-FLCKR 4.49 / 4.57 / 4.64; PixelSNAIL trains about twice as fast a step";

    /// <inheritdoc/>
    public override string Text => "Both over 8 x 8 codes of 1,024 (VQGAN, f = 4), told the category, 12 epochs at one learning rate and schedule, one seed. At equal time: the end of the quicker training beside the other's last epoch before it, "
        + "whose learning rate had not come down yet. Figures: the lowest held-out bits a code up to there, and nats in brackets.";

    /// <inheritdoc/>
    public override IReadOnlyList<Trial> Trials(Desk desk) => [.. Kinds.Select(kind => PriorTrial.Of(desk, kind.Name, kind.Prior, CodeSource.VqGan, kind.Options, draws: 0))];

    /// <inheritdoc/>
    public override Comparison Compare(Results results)
    {
        var claims = new List<Claim>();
        var rows = new List<IReadOnlyList<string>>();
        if (results["transformer"] is { } transformer && results["snail"] is { } snail)
        {
            double time = Math.Min(transformer["seconds"], snail["seconds"]);
            (double Steps, double Time) ours = (Lowest(transformer, "steps", double.MaxValue), Lowest(transformer, "seconds", time));
            (double Steps, double Time) theirs = (Lowest(snail, "steps", double.MaxValue), Lowest(snail, "seconds", time));
            claims.Add(new("At equal steps the transformer has the lower NLL", "4.78 against 4.96 (RIN), and so on all five sets", $"{Bits(ours.Steps)} against {Bits(theirs.Steps)} bits a code", Below(ours.Steps, theirs.Steps)));
            claims.Add(new("At equal time it still has", "4.84 against 4.96 (RIN), and so on all five sets", $"{Bits(ours.Time)} against {Bits(theirs.Time)} bits a code after {time.ToString("F0", CultureInfo.InvariantCulture)} s", Below(ours.Time, theirs.Time)));
            claims.Add(new("A step of PixelSNAIL takes less time", "about half", Invariant($"{1000 * transformer["seconds"] / transformer["steps"]:F0} against {1000 * snail["seconds"] / snail["steps"]:F0} ms a step"), snail["seconds"] < transformer["seconds"]));
            rows.Add(Row("transformer", transformer, ours));
            rows.Add(Row("PixelSNAIL", snail, theirs));
        }
        return new Comparison
        {
            Table = new FigureTable(["prior", "at equal steps", "at equal time", "ms a step", "best epoch", "parameters"], rows),
            Claims = claims,
            Charts = [Chart(results, "steps", "steps"), Chart(results, "seconds", "processor seconds")],
        };
    }

    private static string[] Row(string title, TrialFigures figures, (double Steps, double Time) bits) =>
    [
        title, Bits(bits.Steps), Bits(bits.Time), Invariant($"{1000 * figures["seconds"] / figures["steps"]:F0}"), Invariant($"{figures["epoch"]:N0}"), Invariant($"{figures["parameters"]:N0}"),
    ];

    // Up to a point of the curve; where not even its first point is so early, that one.
    private static double Lowest(TrialFigures figures, string over, double until) =>
        figures.Curves[over].Where((point, i) => i == 0 || point[0] <= until).Min(point => point[1]);

    private static bool? Below(double left, double right) => Math.Abs(left - right) < 0.01 ? null : left < right;

    private static string Chart(Results results, string curve, string over)
    {
        var chart = new LineChart("Held-out bits a code", "over " + over);
        foreach ((string name, string _, string title, var _) in Kinds)
        {
            if (results[name] is { } figures)
                chart.Add(title, figures.Curves[curve].Select(point => (point[0], point[1])));
        }
        return chart.ToHtml();
    }

    private static string Bits(double bits) => Invariant($"{bits:F3} ({bits * Math.Log(2):F3})");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
