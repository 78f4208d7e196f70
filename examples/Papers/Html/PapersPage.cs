using System.Net;
using HierVQ.Examples.Html;

namespace HierVQ.Examples.Papers.Html;

/// <summary>The comparisons as a page.</summary>
internal static class PapersPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(IReadOnlyList<Finding> findings, byte[] originals)
    {
        var page = new HtmlPage("HierVQ: the papers in miniature",
            $"What the papers' comparisons say, beside the same comparison of small models on {Pictures.Size} x {Pictures.Size} emoji, minutes of one processor core each. " +
            "Where a direction does not hold at this size, this page says so: that is no finding about the papers, whose models are a thousand times larger.");
        page.Section("All directions", "Ours beside the paper's. The figures behind each are below.");
        page.Table("strips", ["the papers say", "paper", "here", ""], findings.SelectMany(finding => finding.Comparison.Claims).Select(Row));
        foreach (Finding finding in findings)
            Add(page, finding, originals);
        page.Section("Machine", "What all of it ran on, one thread.");
        page.Row([SettingsTable.Of("Machine", Machine.Describe())]);
        return page.ToString();
    }

    private static void Add(HtmlPage page, Finding finding, byte[] originals)
    {
        page.Section(finding.Part.Title, $"{finding.Part.Source}. {finding.Part.Text}");
        Comparison comparison = finding.Comparison;
        page.Table("strips", ["the paper says", "paper", "here", ""], comparison.Claims.Select(Row));
        page.Table("figures", Encoded(comparison.Table.Head), comparison.Table.Rows.Select(Encoded));
        if (comparison.Charts.Count > 0)
            page.Row(comparison.Charts);
        if (comparison.Pictures.Count > 0)
        {
            page.Table("strips", ["", ""], comparison.Pictures.Select(one => (one.Title, Png: File.ReadAllBytes(one.File))).Prepend(("held-out emoji", originals)).Select(strip => (IReadOnlyList<string>)
            [
                $"<b>{WebUtility.HtmlEncode(strip.Item1)}</b>",
                HtmlPage.Strip(strip.Item2, strip.Item1),
            ]));
        }
    }

    private static IReadOnlyList<string> Row(Claim claim) =>
        [WebUtility.HtmlEncode(claim.Direction), WebUtility.HtmlEncode(claim.Paper), WebUtility.HtmlEncode(claim.Here), $"<b>{WebUtility.HtmlEncode(claim.Answer)}</b>"];

    private static IReadOnlyList<string> Encoded(IReadOnlyList<string> cells) => [.. cells.Select(WebUtility.HtmlEncode)!];
}
