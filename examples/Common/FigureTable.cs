using System.Text;

namespace HierVQ.Examples;

/// <summary>A table as plain text: a head and rows of as many cells.</summary>
/// <param name="Head">Names of the columns.</param>
/// <param name="Rows">The rows.</param>
public sealed record FigureTable(IReadOnlyList<string> Head, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table as Markdown has it: numbers to the right, words to the left.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line(text, Head);
        Line(text, [.. Head.Select((_, i) => IsNumeric(i) ? "---:" : "---")]);
        foreach (IReadOnlyList<string> row in Rows)
            Line(text, row);
        return text.ToString();
    }

    private bool IsNumeric(int column) => column > 0 && Rows.Count > 0 && Rows.All(row => row[column].Length == 0 || char.IsAsciiDigit(row[column][0])) && Rows.All(row => row[column].Length < 40);

    private static void Line(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
