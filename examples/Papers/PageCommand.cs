using HierVQ.Examples.Papers.Html;

namespace HierVQ.Examples.Papers;

/// <summary>Writes down what is finished: a page to look at and, where asked, the figures of the documents.</summary>
internal static class PageCommand
{
    /// <summary>Writes.</summary>
    /// <exception cref="InvalidOperationException">Nothing is finished.</exception>
    public static void Run(Desk desk, string? docs)
    {
        Finding[] findings = [.. AllParts.List.Select(part => (part, results: RunCommand.Finished(part, desk)))
            .Where(one => one.results.Count > 0)
            .Select(one => new Finding(one.part, one.part.Compare(one.results)))];
        if (findings.Length == 0)
            throw new InvalidOperationException($"No trial is finished in '{desk.Folder("")}': run some first.");
        byte[] originals = File.ReadAllBytes(desk.Folder(RunCommand.Originals));
        string page = desk.Folder("papers.html");
        File.WriteAllText(page, PapersPage.Of(findings, originals));
        Console.WriteLine(page);
        if (docs is not null)
            Console.WriteLine(DocsFigures.Update(docs, findings, originals));
    }
}
