using HierVQ.Examples.Tokenizers.Html;

namespace HierVQ.Examples.Tokenizers;

/// <summary>Writes down what is finished: a page to look at and, where asked, the figures of the documents.</summary>
internal static class PageCommand
{
    /// <summary>Writes.</summary>
    public static void Run(Variants variants, string output, string? docs)
    {
        var findings = new Findings
        {
            Tokenizers = Finished.Of(variants.Tokenizers, output),
            Collapse = Finished.Of(variants.Collapse, output),
            Originals = ReadOriginals(output),
        };
        if (findings.Tokenizers.Count + findings.Collapse.Count == 0)
            throw new InvalidOperationException($"No variant is finished in '{output}': run some first.");
        string page = Path.Combine(output, "tokenizers.html");
        File.WriteAllText(page, TokenizersPage.Of(findings));
        Console.WriteLine(page);
        if (docs is not null)
            Console.WriteLine(DocsFigures.Update(docs, findings));
    }

    private static byte[] ReadOriginals(string output)
    {
        string path = Path.Combine(output, RunCommand.Originals);
        return File.Exists(path) ? File.ReadAllBytes(path) : throw new InvalidOperationException($"No variant is finished in '{output}': run some first.");
    }
}
