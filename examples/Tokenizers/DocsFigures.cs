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
            text = DocumentPlaces.Put(text, "tokenizers", TokenizerTables.OfTokenizers(findings.Tokenizers).ToMarkdown());
            text = DocumentPlaces.Put(text, "tokenizers in pictures", Pictures(findings.Tokenizers));
        }
        if (findings.Collapse.Count > 0)
        {
            text = DocumentPlaces.Put(text, "collapse", TokenizerTables.OfCollapse(findings.Collapse).ToMarkdown());
            text = DocumentPlaces.Put(text, "collapse in pictures", Pictures(findings.Collapse));
        }
        text = DocumentPlaces.Put(text, "machine", string.Join(", ", Machine.Describe().Select(line => $"{line.Name.ToLowerInvariant()} {line.Value}")) + ".\n");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Pictures(IReadOnlyList<Finished> finished) => new FigureTable(["", "held-out pictures"],
    [
        ["original", $"![originals]({Images}/originals.png)"],
        .. finished.Select(one => (IReadOnlyList<string>)[one.Variant.Title, $"![{one.Variant.Title}]({Images}/{one.Variant.Name}.png)"]),
    ]).ToMarkdown();
}
