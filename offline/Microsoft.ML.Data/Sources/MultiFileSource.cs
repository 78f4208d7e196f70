using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Files by their paths.</summary>
public sealed class MultiFileSource : IMultiStreamSource
{
    private readonly string[] _paths;

    public MultiFileSource(params string[] paths)
    {
        foreach (string path in paths ?? [])
            Contracts.CheckNonWhiteSpace(path, nameof(paths));
        _paths = paths ?? [];
    }

    public int Count => _paths.Length;

    public string GetPathOrNull(int index)
    {
        Contracts.CheckParam(index >= 0 && index < Count, nameof(index));
        return _paths[index];
    }

    public Stream Open(int index) => File.OpenRead(GetPathOrNull(index));

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
}
