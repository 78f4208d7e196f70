using System.Text;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Puts figures into docs/tokenizers.md, between the comments that say which, and strips of pictures beside it.</summary>
internal static class DocsFigures
{
    private const string Images = "images/tokenizers";

    /// <summary>Brings the documents up to date.</summary>
    /// <returns>The file that was written.</returns>
    public static string Update(string docs, Findings findings)
    {
        string path = Path.Combine(docs, "tokenizers.md");
        string text = File.ReadAllText(path);
        Directory.CreateDirectory(Path.Combine(docs, Images));
        File.WriteAllBytes(Path.Combine(docs, Images, "originals.png"), findings.Originals);
        foreach (Finished one in findings.Tokenizers.Concat(findings.Collapse))
            File.WriteAllBytes(Path.Combine(docs, Images, one.Variant.Name + ".png"), one.Strip(one.Figures.Whole));
        if (findings.Tokenizers.Count > 0)
        {
            text = Put(text, "tokenizers", Table(FigureTable.OfTokenizers(findings.Tokenizers)));
            text = Put(text, "tokenizers in pictures", Pictures(findings.Tokenizers));
        }
        if (findings.Collapse.Count > 0)
        {
            text = Put(text, "collapse", Table(FigureTable.OfCollapse(findings.Collapse)));
            text = Put(text, "collapse in pictures", Pictures(findings.Collapse));
        }
        text = Put(text, "machine", string.Join(", ", Machine.Describe().Select(line => $"{line.Name.ToLowerInvariant()} {line.Value}")) + ".\n");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Put(string text, string name, string content)
    {
        string begin = $"<!-- {name}: begin -->\n", end = $"<!-- {name}: end -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new FormatException($"The document has no place for '{name}': the lines '{begin.Trim()}' and '{end}' must be there.");
        return text[..(from + begin.Length)] + content + text[to..];
    }

    private static string Table(FigureTable table)
    {
        var text = new StringBuilder();
        Line(text, table.Head);
        Line(text, [.. table.Head.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (IReadOnlyList<string> row in table.Rows)
            Line(text, row);
        return text.ToString();
    }

    private static string Pictures(IReadOnlyList<Finished> finished)
    {
        var text = new StringBuilder();
        Line(text, ["", "held-out pictures"]);
        Line(text, ["---", "---"]);
        Line(text, ["original", $"![originals]({Images}/originals.png)"]);
        foreach (Finished one in finished)
            Line(text, [one.Variant.Title, $"![{one.Variant.Title}]({Images}/{one.Variant.Name}.png)"]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
