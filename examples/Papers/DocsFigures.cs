namespace HierVQ.Examples.Papers;

/// <summary>Puts figures into docs/papers.md, between the comments that say which, and strips of pictures beside it.</summary>
internal static class DocsFigures
{
    private const string Images = "images/papers";

    /// <summary>Brings the document up to date.</summary>
    /// <returns>The file that was written.</returns>
    public static string Update(string docs, IReadOnlyList<Finding> findings, byte[] originals)
    {
        string path = Path.Combine(docs, "papers.md");
        string text = File.ReadAllText(path);
        Directory.CreateDirectory(Path.Combine(docs, Images));
        File.WriteAllBytes(Path.Combine(docs, Images, "originals.png"), originals);
        text = DocumentPlaces.Put(text, "directions", Claims(findings.SelectMany(finding => finding.Comparison.Claims)));
        foreach (Finding finding in findings)
            text = DocumentPlaces.Put(text, finding.Part.Name, Section(docs, finding));
        text = DocumentPlaces.Put(text, "machine", string.Join(", ", Machine.Describe().Select(line => $"{line.Name.ToLowerInvariant()} {line.Value}")) + ".\n");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Section(string docs, Finding finding)
    {
        Comparison comparison = finding.Comparison;
        string text = $"*{finding.Part.Source}.*\n\n{finding.Part.Text}\n\n{comparison.Table.ToMarkdown()}";
        if (comparison.Pictures.Count == 0)
            return text;
        var rows = new List<IReadOnlyList<string>> { (string[])["held-out emoji", $"![originals]({Images}/originals.png)"] };
        foreach ((int i, (string title, string file)) in comparison.Pictures.Index())
        {
            string name = $"{finding.Part.Name}-{i + 1}.png";
            File.Copy(file, Path.Combine(docs, Images, name), overwrite: true);
            rows.Add([title, $"![{title}]({Images}/{name})"]);
        }
        return text + "\n" + new FigureTable(["", "pictures"], rows).ToMarkdown();
    }

    private static string Claims(IEnumerable<Claim> claims) => new FigureTable(["the papers say", "paper", "here", "direction"],
        [.. claims.Select(claim => (IReadOnlyList<string>)[claim.Direction, claim.Paper, claim.Here, claim.Answer])]).ToMarkdown();
}
