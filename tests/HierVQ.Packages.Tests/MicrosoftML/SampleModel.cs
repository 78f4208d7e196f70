using System.IO.Compression;
using System.Text.Json;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>A model that the real library saved, with what it said of it: the pipeline, its schemas, rows and their outputs.</summary>
internal sealed class SampleModel
{
    private const string VersionEntry = "TrainingInfo/Version.txt";

    private SampleModel(byte[] zip, JsonElement facts)
    {
        Zip = zip;
        Facts = facts;
    }

    public byte[] Zip { get; }

    public JsonElement Facts { get; }

    public static SampleModel Read(string name)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "Samples");
        string zip = Directory.GetFiles(folder, name + "-*.zip").Single();
        return new SampleModel(File.ReadAllBytes(zip), JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(zip, ".json"))).RootElement);
    }

    /// <summary>The entries of a model, inflated, in their order; the version is left out, as each library writes its own.</summary>
    public static List<(string Name, byte[] Content)> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        var entries = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in archive.Entries.Where(e => e.FullName != VersionEntry))
        {
            using var content = new MemoryStream();
            using Stream stream = entry.Open();
            stream.CopyTo(content);
            entries.Add((entry.FullName, content.ToArray()));
        }
        return entries;
    }

    /// <summary>Fails where a model differs from this sample in the order, the names or the bytes of its entries.</summary>
    public void AssertSameEntries(byte[] other)
    {
        List<(string Name, byte[] Content)> expected = Entries(Zip), actual = Entries(other);
        CollectionAssert.AreEqual(expected.Select(e => e.Name).ToArray(), actual.Select(e => e.Name).ToArray());
        for (int i = 0; i < expected.Count; i++)
            CollectionAssert.AreEqual(expected[i].Content, actual[i].Content, $"The entry {expected[i].Name} differs");
    }

    /// <summary>A copy of a model in which one entry has other bytes.</summary>
    public static byte[] WithEntry(byte[] zip, string name, Func<byte[], byte[]> change)
    {
        using var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string entryName, byte[] content) in Entries(zip))
            {
                using Stream stream = archive.CreateEntry(entryName).Open();
                stream.Write(entryName == name ? change(content) : content);
            }
        }
        return target.ToArray();
    }
}
