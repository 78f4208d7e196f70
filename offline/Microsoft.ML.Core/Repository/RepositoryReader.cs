using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads a repository. Sizes are held against what deflate can do before anything is unpacked.</summary>
public sealed class RepositoryReader : Repository
{
    // Deflate packs at most 1,032 to 1.
    private const long LargestRatio = 1040;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private RepositoryReader(Stream stream, IExceptionContext ectx)
        : base(ectx)
    {
        Contracts.CheckValue(stream, nameof(stream));
        Contracts.CheckParam(stream.CanRead, nameof(stream), "The stream cannot be read");
        _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        foreach (ZipArchiveEntry entry in _archive.Entries)
            _entries[entry.FullName] = entry;
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext ectx = null, bool useFileSystem = true) => new(stream, ectx);

    public Entry OpenEntry(string name) => OpenEntry(null, name);

    public Entry OpenEntry(string dir, string name) =>
        OpenEntryOrNull(dir, name) ?? throw Contracts.ExceptDecode($"There is no entry '{EntryPath(dir, name)}' in the repository");

    public Entry OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry OpenEntryOrNull(string dir, string name)
    {
        string path = EntryPath(dir, name);
        if (!_entries.TryGetValue(path, out ZipArchiveEntry entry) && !_entries.TryGetValue(path.Replace('/', '\\'), out entry))
            return null;
        var content = new SpillingStream(TempFolder);
        try
        {
            Unpack(entry, content);
        }
        catch
        {
            content.Dispose();
            throw;
        }
        content.Position = 0;
        return new Entry(this, path, content);
    }

    internal override void OnDispose(Entry ent) => ent.Stream.Dispose();

    private protected override void Dispose(bool disposing) => _archive.Dispose();

    private static void Unpack(ZipArchiveEntry entry, Stream content)
    {
        Contracts.CheckDecode(
            entry.Length / LargestRatio <= entry.CompressedLength + 1, $"The entry '{entry.FullName}' says it unpacks to more than its data can hold");
        using Stream source = entry.Open();
        var buffer = new byte[(int)Math.Min(entry.Length + 1, 1 << 17)];
        int read;
        while ((read = source.Read(buffer)) > 0)
        {
            Contracts.CheckDecode(content.Length + read <= entry.Length, $"The entry '{entry.FullName}' is longer than the directory says");
            content.Write(buffer, 0, read);
        }
        Contracts.CheckDecode(content.Length == entry.Length, $"The entry '{entry.FullName}' is shorter than the directory says");
    }
}
