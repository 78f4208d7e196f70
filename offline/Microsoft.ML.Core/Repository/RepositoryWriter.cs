using System.IO.Compression;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes a repository; an entry goes into the zip when it is closed.</summary>
public sealed class RepositoryWriter : Repository
{
    private const string DirTrainingInfo = "TrainingInfo";

    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private ZipArchive _archive;

    private RepositoryWriter(Stream stream, IExceptionContext ectx)
        : base(ectx)
    {
        Contracts.CheckValue(stream, nameof(stream));
        Contracts.CheckParam(stream.CanWrite, nameof(stream), "The stream cannot be written");
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext ectx = null, bool useFileSystem = true)
    {
        var repository = new RepositoryWriter(stream, ectx);
        using Entry entry = repository.CreateEntry(DirTrainingInfo, "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(typeof(RepositoryWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>().InformationalVersion);
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string dir, string name)
    {
        Contracts.Check(_archive is not null, "The repository has been committed already");
        string path = EntryPath(dir, name);
        Contracts.CheckParam(_paths.Add(path), nameof(name), $"Duplicate entry: '{path}'");
        return new Entry(this, path, new SpillingStream(TempFolder));
    }

    public void Commit()
    {
        _archive?.Dispose();
        _archive = null;
    }

    internal override void OnDispose(Entry ent)
    {
        using Stream content = ent.Stream;
        if (_archive is null)
            return;
        content.Position = 0;
        using Stream target = _archive.CreateEntry(ent.Path).Open();
        content.CopyTo(target);
    }

    private protected override void Dispose(bool disposing) => Commit();
}
