namespace HierVQ.Examples;

/// <summary>Text of a document between comments that name a place, put there by a program.</summary>
public static class DocumentPlaces
{
    /// <summary>Puts content into a place.</summary>
    /// <param name="text">The document.</param>
    /// <param name="name">The place: what stands between the lines <c>&lt;!-- name: begin --&gt;</c> and <c>&lt;!-- name: end --&gt;</c>.</param>
    /// <param name="content">Whole lines.</param>
    /// <exception cref="FormatException">The document has no such place.</exception>
    public static string Put(string text, string name, string content)
    {
        string begin = $"<!-- {name}: begin -->\n", end = $"<!-- {name}: end -->";
        int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new FormatException($"The document has no place for '{name}': the lines '{begin.Trim()}' and '{end}' must be there.");
        return text[..(from + begin.Length)] + content + text[to..];
    }
}
