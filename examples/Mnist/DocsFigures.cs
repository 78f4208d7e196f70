namespace HierVQ.Examples.Mnist;

/// <summary>Puts figures into docs/mnist.md, between the comments that say which, and sheets of pictures beside it.</summary>
internal static class DocsFigures
{
    private const string Images = "images/mnist";

    private static readonly string[] s_sheets = ["drawn", "real", "nearest", "reconstructed"];

    /// <summary>Brings the document up to date.</summary>
    /// <param name="docs">The folder of documents.</param>
    /// <param name="metrics">The figures.</param>
    /// <param name="sheets">Sheets of pictures by name.</param>
    public static void Update(string docs, MnistMetrics metrics, IReadOnlyDictionary<string, byte[]> sheets)
    {
        string path = Path.Combine(docs, "mnist.md"), images = Directory.CreateDirectory(Path.Combine(docs, Images)).FullName;
        string text = File.ReadAllText(path);
        text = DocumentPlaces.Put(text, "run", Tables.Run(metrics).ToMarkdown());
        text = DocumentPlaces.Put(text, "sets", Tables.Sets(metrics).ToMarkdown());
        text = DocumentPlaces.Put(text, "digits", Tables.Digits(metrics).ToMarkdown());
        text = DocumentPlaces.Put(text, "machine", string.Join(", ", Machine.Describe().Select(line => $"{line.Name.ToLowerInvariant()} {line.Value}")) + ".\n");
        foreach (string name in s_sheets)
            File.WriteAllBytes(Path.Combine(images, name + ".png"), sheets[name]);
        File.WriteAllText(path, text);
    }
}
