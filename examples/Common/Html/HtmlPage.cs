using System.Net;
using System.Text;

namespace HierVQ.Examples.Html;

/// <summary>One self-contained page: pictures as data URIs, charts as inline SVG, no script, nothing fetched.</summary>
public sealed class HtmlPage(string title, string summary)
{
    private readonly StringBuilder _body = new();

    /// <summary>Begins a section.</summary>
    public void Section(string heading, string text) =>
        _body.Append($"<h2>{WebUtility.HtmlEncode(heading)}</h2>\n<p class=\"text\">{WebUtility.HtmlEncode(text)}</p>\n");

    /// <summary>Numbers that say how it went, each with what it is and what it stands beside.</summary>
    public void Cards(IEnumerable<(string Value, string Name, string Beside)> cards) =>
        Box("cards", cards.Select(card => $"<div><b>{WebUtility.HtmlEncode(card.Value)}</b><span>{WebUtility.HtmlEncode(card.Name)}</span><small>{WebUtility.HtmlEncode(card.Beside)}</small></div>"));

    /// <summary>A sheet of pictures with a line below.</summary>
    public static string Sheet(byte[] png, string caption) =>
        $"<figure class=\"sheet\"><img alt=\"{WebUtility.HtmlEncode(caption)}\" src=\"{DataUri(png)}\"/><figcaption>{WebUtility.HtmlEncode(caption)}</figcaption></figure>";

    /// <summary>A small picture, its pixels kept apart.</summary>
    public static string Picture(byte[] png) => $"<img class=\"pixels\" alt=\"\" src=\"{DataUri(png)}\"/>";

    /// <summary>A strip of small pictures in its own size.</summary>
    public static string Strip(byte[] png, string name) => $"<img class=\"strip\" alt=\"{WebUtility.HtmlEncode(name)}\" src=\"{DataUri(png)}\"/>";

    /// <summary>Things side by side, as many a line as fit.</summary>
    public void Row(IEnumerable<string> html) => Box("row", html);

    /// <summary>Sheets of pictures in columns.</summary>
    public void Sheets(IEnumerable<string> html) => Box("sheets", html);

    /// <summary>A table whose first row is its head. Cells are HTML.</summary>
    public void Table(string kind, IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        string Cells(IReadOnlyList<string> cells, string tag) => string.Concat(cells.Select(cell => $"<{tag}>{cell}</{tag}>"));
        _body.Append($"<div class=\"scroll\"><table class=\"{kind}\"><thead><tr>{Cells(head, "th")}</tr></thead><tbody>");
        foreach (IReadOnlyList<string> row in rows)
            _body.Append($"<tr>{Cells(row, "td")}</tr>");
        _body.Append("</tbody></table></div>\n");
    }

    /// <summary>HTML as it is.</summary>
    public void Raw(string html) => _body.Append(html).Append('\n');

    /// <summary>The whole page.</summary>
    public override string ToString() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>{Style}</style>
        </head>
        <body>
        <main>
        <h1>{WebUtility.HtmlEncode(title)}</h1>
        <p class="summary">{WebUtility.HtmlEncode(summary)}</p>
        {_body}</main>
        </body>
        </html>

        """;

    private void Box(string kind, IEnumerable<string> html) => _body.Append($"<div class=\"{kind}\">{string.Concat(html)}</div>\n");

    private static string DataUri(byte[] png) => "data:image/png;base64," + Convert.ToBase64String(png);

    private const string Style = """

        :root { color-scheme: light; --ink: #1c2024; --soft: #60646c; --line: #e4e6ea; --paper: #ffffff; --back: #f6f7f9; }
        body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        main { max-width: 1060px; margin: 0 auto; padding: 32px 24px 64px; }
        h1 { font-size: 28px; line-height: 1.2; margin: 0 0 8px; }
        h2 { font-size: 19px; margin: 44px 0 4px; padding-top: 18px; border-top: 1px solid var(--line); }
        .summary { font-size: 16px; color: var(--soft); max-width: 78ch; margin: 0 0 20px; }
        .text { color: var(--soft); max-width: 82ch; margin: 0 0 14px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; }
        .sheets { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(460px, 100%), 1fr)); gap: 14px; }
        .sheets img { width: 100%; }
        .cards div { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 12px 14px; }
        .cards b { display: block; font-size: 22px; white-space: nowrap; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .cards span { display: block; font-weight: 600; }
        .cards small { display: block; color: var(--soft); line-height: 1.35; }
        .row { display: flex; flex-wrap: wrap; gap: 14px; align-items: flex-start; }
        figure { margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 10px; }
        figcaption { font-weight: 600; font-size: 14px; }
        figure.sheet figcaption { font-weight: 500; color: var(--soft); padding-top: 6px; }
        figure small { font-weight: 400; color: var(--soft); }
        figure.chart { flex: 1 1 320px; max-width: 500px; }
        .chart svg { width: 100%; height: auto; display: block; }
        .chart text { font-size: 11px; fill: var(--soft); }
        .chart .grid { stroke: var(--line); stroke-width: 1; }
        .legend { margin: 4px 0 0; font-size: 13px; color: var(--soft); }
        .legend span { margin-right: 14px; white-space: nowrap; }
        .legend i { display: inline-block; width: 16px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; }
        img { display: block; max-width: 100%; height: auto; image-rendering: pixelated; }
        img.pixels { width: 72px; height: 72px; max-width: none; }
        img.strip { max-width: none; }
        table.strips td { border-top: 0; padding: 3px 8px 3px 0; }
        table.strips td:first-child { min-width: 190px; font-size: 13px; line-height: 1.3; color: var(--soft); }
        table.strips b { color: var(--ink); }
        table.figures { font-size: 13px; }
        table.figures th { font-size: 12px; }
        table.figures th, table.figures td { white-space: nowrap; padding-right: 10px; }
        table.settings code { font-size: 11px; word-break: break-all; }
        .heat { width: 72px; height: 72px; display: block; border: 1px solid var(--line); }
        .scale { color: var(--soft); font-size: 13px; }
        .scale i { display: inline-block; width: 160px; height: 12px; vertical-align: middle; border: 1px solid var(--line); margin: 0 6px; }
        .scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 6px 12px 10px; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-size: 13px; color: var(--soft); font-weight: 600; padding: 6px 14px 6px 0; white-space: nowrap; }
        td { padding: 4px 14px 4px 0; vertical-align: middle; border-top: 1px solid var(--line); }
        table.pictures td { border-top: 0; padding: 3px 8px 3px 0; font-size: 13px; color: var(--soft); }
        table.pictures td:first-child { max-width: 170px; }
        table.settings { font-size: 13px; }
        table.settings td:first-child { color: var(--soft); }

        """;
}
