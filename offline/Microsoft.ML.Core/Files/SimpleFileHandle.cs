using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A file on disk.</summary>
public sealed class SimpleFileHandle : IFileHandle
{
    private readonly string _path;
    private readonly bool _autoDelete;
    private bool _writable;
    private bool _disposed;

    public SimpleFileHandle(IExceptionContext ectx, string path, bool needsWrite, bool autoDelete)
    {
        Contracts.CheckValue(ectx, nameof(ectx));
        Contracts.CheckNonEmpty(path, nameof(path));
        if (!needsWrite && !File.Exists(path))
            throw new ArgumentException($"The file '{path}' does not exist", nameof(path));
        _path = path;
        _writable = needsWrite;
        _autoDelete = autoDelete;
    }

    public bool CanWrite => !_disposed && _writable;

    public bool CanRead => !_disposed && !_writable;

    public Stream CreateWriteStream()
    {
        Contracts.Check(CanWrite, $"The file '{_path}' cannot be written");
        _writable = false;
        return new FileStream(_path, FileMode.Create, FileAccess.Write);
    }

    public Stream OpenReadStream()
    {
        Contracts.Check(CanRead, $"The file '{_path}' cannot be read");
        return new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_autoDelete)
            File.Delete(_path);
    }
}
