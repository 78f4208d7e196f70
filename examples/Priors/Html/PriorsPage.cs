using System.Net;
using HierVQ.Examples.Html;

namespace HierVQ.Examples.Priors.Html;

/// <summary>The priors as a page.</summary>
internal static class PriorsPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(IReadOnlyList<Shown> priors, IReadOnlyList<Shown> orderings, IReadOnlyList<string> labels)
    {
        var page = new HtmlPage("HierVQ: the priors side by side",
            $"Each prior trained twelve times through the codes of 1,706 emoji of {Pictures.Size} x {Pictures.Size} pixels, told the category, at about one size; bits are of held-out emoji. " +
            "Bits a code compare only between priors over the same codes.");
        if (priors.Count > 0)
            Priors(page, priors, labels);
        if (orderings.Count > 0)
            Orderings(page, orderings);
        page.Section("Machine", "What all of it ran on, one thread.");
        page.Row([SettingsTable.Of("Machine", Machine.Describe())]);
        return page.ToString();
    }

    private static void Priors(HtmlPage page, IReadOnlyList<Shown> priors, IReadOnlyList<string> labels)
    {
        page.Section("Figures", "Held-out bits a code at the best epoch's end, of levels and of stacks all of them together and level by level; unigram: the same of counted codes, position by position. "
            + "Frechet distance of 450 drawn pictures to the training pictures in features of a small classifier of the emoji. Milliseconds: processor time of drawing the codes of a picture, sixteen at a time; training in processor seconds.");
        Table(page, PriorTables.OfPriors(priors));
        page.Row([Curves(priors, "steps"), Curves(priors, "seconds")]);
        page.Section("Drawn, a line a category", "Temperature 0.9, top-p 0.92. From the top: " + string.Join(", ", labels) + ".");
        page.Sheets(priors.Select(one => HtmlPage.Sheet(one.Sheet(PriorShow.Samples), one.Kind.Title)));
        page.Section("Completed", "A held-out emoji, the half of it whose codes were kept, and four endings.");
        page.Sheets(priors.Select(one => HtmlPage.Sheet(one.Sheet(PriorShow.Completions), one.Kind.Title)));
    }

    private static void Orderings(HtmlPage page, IReadOnlyList<Shown> orderings)
    {
        page.Section("The six orderings", "The raster transformer over the same codes in the orderings of VQGAN's appendix F, one seed.");
        Table(page, PriorTables.OfOrderings(orderings));
        page.Sheets(orderings.Select(one => HtmlPage.Sheet(one.Sheet(PriorShow.Samples), one.Kind.Title)));
    }

    private static string Curves(IReadOnlyList<Shown> priors, string over)
    {
        var chart = new LineChart("Held-out bits a code", $"over {(over == "steps" ? "steps" : "processor seconds")}");
        foreach (Shown one in priors)
            chart.Add(one.Kind.Title, one.Figures.Curves[over].Select(point => (point[0], point[1])));
        return chart.ToHtml();
    }

    private static void Table(HtmlPage page, FigureTable table) =>
        page.Table("figures", [.. table.Head.Select(WebUtility.HtmlEncode)!], table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(WebUtility.HtmlEncode)!]));
}
