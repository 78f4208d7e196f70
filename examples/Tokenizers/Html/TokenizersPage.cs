using System.Globalization;
using System.Net;
using HierVQ.Examples.Html;

namespace HierVQ.Examples.Tokenizers.Html;

/// <summary>The comparison as a page.</summary>
internal static class TokenizersPage
{
    /// <summary>Writes the page.</summary>
    public static string Of(Findings findings)
    {
        var page = new HtmlPage("HierVQ: the tokenizers side by side",
            Text($"Each tokenizer trained for {Seconds(findings)} on emoji of {Pictures.Size} x {Pictures.Size} pixels; what is shown and measured are others, encoded and decoded by the saved ML.NET model. ") +
            "Short trainings on small pictures: an order among the papers at their own scale cannot be read from it.");
        if (findings.Tokenizers.Count > 0)
            Tokenizers(page, findings);
        if (findings.Tokenizers.Any(one => one.Figures.Views.Length > 1))
            Coarse(page, findings);
        if (findings.Collapse.Count > 0)
            Collapse(page, findings);
        Settings(page, findings);
        return page.ToString();
    }

    private static void Tokenizers(HtmlPage page, Findings findings)
    {
        page.Section("The tokenizers", "Bits: the codes of one picture, all taken as equally likely. Codes in use and perplexity: over the training pictures, level by level and depth by depth, top first. Pictures a second: training steps with everything that belongs to them; encoding and decoding through IDataView.");
        Table(page, TokenizerTables.OfTokenizers(findings.Tokenizers));
        page.Section("Held-out pictures from all their codes", "The originals stand above and below.");
        Strips(page,
        [
            ("original", "", findings.Originals),
            .. findings.Tokenizers.Select(one => (one.Variant.Title, one.Variant.LookAt, one.Strip(one.Figures.Whole))),
            ("original", "", findings.Originals),
        ]);
    }

    private static void Coarse(HtmlPage page, Findings findings)
    {
        page.Section("From fewer codes", "Levels and depths are ordered from coarse to fine, and decoding can stop early.");
        Strips(page,
        [
            ("original", "", findings.Originals),
            .. findings.Tokenizers.Where(one => one.Figures.Views.Length > 1).SelectMany(one => one.Figures.Views.Reverse()
                .Select(view => (Text($"{one.Variant.Title}: {view.Label}"), Text($"{view.Psnr:F2} dB"), one.Strip(view)))),
        ]);
    }

    private static void Collapse(HtmlPage page, Findings findings)
    {
        page.Section("Against codebook collapse", "The same small VQGAN with 8 x 8 codes of 4,096, trained alike; only the quantizer differs. A code that is used nowhere in the training pictures is wasted.");
        Table(page, TokenizerTables.OfCollapse(findings.Collapse));
        Strips(page,
        [
            ("original", "", findings.Originals),
            .. findings.Collapse.Select(one => (one.Variant.Title, one.Variant.LookAt, one.Strip(one.Figures.Whole))),
        ]);
    }

    private static void Settings(HtmlPage page, Findings findings)
    {
        page.Section("Settings", "What was trained on how much, as the options say it.");
        page.Row([SettingsTable.Of("Machine", Machine.Describe())]);
        page.Table("settings", ["variant", "source", "steps", "seconds", "recipe"], findings.Tokenizers.Concat(findings.Collapse).Select(one => (IReadOnlyList<string>)
        [
            WebUtility.HtmlEncode(one.Variant.Name),
            WebUtility.HtmlEncode(one.Variant.Source),
            Text($"{one.Figures.Steps:N0}"),
            Text($"{one.Figures.TrainingSeconds:F0}"),
            $"<code>{WebUtility.HtmlEncode(one.Figures.Recipe)}</code>",
        ]));
    }

    private static void Table(HtmlPage page, FigureTable table) =>
        page.Table("figures", [.. table.Head.Select(WebUtility.HtmlEncode)!], table.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(WebUtility.HtmlEncode)!]));

    private static void Strips(HtmlPage page, IEnumerable<(string Title, string Text, byte[] Png)> strips) =>
        page.Table("strips", ["", ""], strips.Select(strip => (IReadOnlyList<string>)
        [
            $"<b>{WebUtility.HtmlEncode(strip.Title)}</b><br/>{WebUtility.HtmlEncode(strip.Text)}",
            HtmlPage.Strip(strip.Png, strip.Title),
        ]));

    private static string Seconds(Findings findings)
    {
        double[] seconds = [.. findings.Tokenizers.Select(one => one.Figures.TrainingSeconds).DefaultIfEmpty()];
        return Text($"{seconds.Min():F0} to {seconds.Max():F0} seconds");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
