using HierVQ.Examples.Priors.Html;

namespace HierVQ.Examples.Priors;

/// <summary>Writes down what is finished: a page to look at and, where asked, the figures of the documents.</summary>
internal static class PageCommand
{
    private const string Images = "images/priors";

    /// <summary>Writes.</summary>
    /// <exception cref="InvalidOperationException">Nothing is finished.</exception>
    public static void Run(Desk desk, string? docs)
    {
        IReadOnlyList<Shown> priors = Shown.Of(desk, PriorKinds.Priors), orderings = Shown.Of(desk, PriorKinds.Orderings);
        if (priors.Count + orderings.Count == 0)
            throw new InvalidOperationException($"No prior is finished in '{desk.Folder("")}': run some first.");
        string page = desk.Folder("priors.html");
        File.WriteAllText(page, PriorsPage.Of(priors, orderings, desk.Labels));
        Console.WriteLine(page);
        if (docs is not null)
            Console.WriteLine(Update(docs, priors, orderings));
    }

    private static string Update(string docs, IReadOnlyList<Shown> priors, IReadOnlyList<Shown> orderings)
    {
        string path = Path.Combine(docs, "priors.md"), text = File.ReadAllText(path);
        Directory.CreateDirectory(Path.Combine(docs, Images));
        if (priors.Count > 0)
        {
            text = DocumentPlaces.Put(text, "priors", PriorTables.OfPriors(priors).ToMarkdown());
            text = DocumentPlaces.Put(text, "priors in pictures", Sheets(docs, priors, [PriorShow.Samples, PriorShow.Completions]));
        }
        if (orderings.Count > 0)
        {
            text = DocumentPlaces.Put(text, "orderings", PriorTables.OfOrderings(orderings).ToMarkdown());
            text = DocumentPlaces.Put(text, "orderings in pictures", Sheets(docs, orderings, [PriorShow.Samples]));
        }
        text = DocumentPlaces.Put(text, "machine", string.Join(", ", Machine.Describe().Select(line => $"{line.Name.ToLowerInvariant()} {line.Value}")) + ".\n");
        File.WriteAllText(path, text);
        return path;
    }

    private static string Sheets(string docs, IReadOnlyList<Shown> shown, string[] sheets)
    {
        foreach (Shown one in shown)
        {
            foreach (string sheet in sheets)
                File.WriteAllBytes(Path.Combine(docs, Images, $"{one.Kind.Name}-{sheet}"), one.Sheet(sheet));
        }
        return new FigureTable(["", .. sheets.Select(sheet => sheet == PriorShow.Samples ? "drawn, a line a category" : "completed from the top half")],
            [.. shown.Select(one => (IReadOnlyList<string>)[one.Kind.Title, .. sheets.Select(sheet => $"![{one.Kind.Title}]({Images}/{one.Kind.Name}-{sheet})")])]).ToMarkdown();
    }
}
