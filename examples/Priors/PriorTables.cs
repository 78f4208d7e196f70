using System.Globalization;

namespace HierVQ.Examples.Priors;

/// <summary>The figures as tables.</summary>
internal static class PriorTables
{
    /// <summary>Priors of every kind.</summary>
    public static FigureTable OfPriors(IReadOnlyList<Shown> priors) => new(
        ["prior", "codes of", "codes", "bits a code", "unigram", "bits an image", "Frechet distance", "ms an image", "trained, s", "parameters"],
        [.. priors.Select(one => (IReadOnlyList<string>)
        [
            one.Kind.Title,
            Text($"{one.Kind.Codes.Name}, {one.Figures["psnr"]:F2} dB"),
            Text($"{one.Figures["codes"]:N0}"),
            Text($"{one.Figures["bits"]:F3}") + Levels(one.Figures),
            Text($"{one.Figures["unigram"]:F3}"),
            Text($"{one.Figures["bits an image"]:N0}"),
            Text($"{one.Figures["frechet"]:F2}"),
            Text($"{1000 * one.Figures["seconds a picture"]:F1}"),
            Text($"{one.Figures["seconds"]:N0}"),
            Text($"{one.Figures["parameters"]:N0}"),
        ])]);

    /// <summary>One prior in every ordering.</summary>
    public static FigureTable OfOrderings(IReadOnlyList<Shown> orderings) => new(
        ["ordering", "bits a code", "best epoch", "Frechet distance"],
        [.. orderings.Select(one => (IReadOnlyList<string>)
        [
            one.Kind.Title,
            Text($"{one.Figures["bits"]:F3}"),
            Text($"{one.Figures["epoch"]:N0}"),
            Text($"{one.Figures["frechet"]:F2}"),
        ])]);

    private static string Levels(TrialFigures figures) =>
        figures.Values.ContainsKey("bits level 1") ? " (" + string.Join(", ", figures.Values.Where(value => value.Key.StartsWith("bits level", StringComparison.Ordinal)).Select(value => Text($"{value.Value:F2}"))) + ")" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
