using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A zip of named streams in directories.</summary>
public abstract class Repository : IDisposable
{
    private protected Repository(IExceptionContext ectx) => ExceptionContext = ectx;

    internal IExceptionContext ExceptionContext { get; }

    private protected string TempFolder =>
        ExceptionContext is IHostEnvironmentInternal { TempFilePath: { Length: > 0 } folder } ? folder : Path.GetTempPath();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal abstract void OnDispose(Entry ent);

    private protected virtual void Dispose(bool disposing)
    {
    }

    private protected static string EntryPath(string dir, string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        string path = string.IsNullOrEmpty(dir) ? name : Path.Combine(dir, name);
        Contracts.CheckParam(!path.Contains("..", StringComparison.Ordinal), nameof(name), $"The entry '{path}' must not lead out of its directory");
        return path;
    }

    /// <summary>One open stream of a repository.</summary>
    public sealed class Entry : IDisposable
    {
        private readonly Repository _repository;
        private bool _disposed;

        internal Entry(Repository rep, string path, Stream stream)
        {
            _repository = rep;
            Path = path;
            Stream = stream;
        }

        public string Path { get; }

        public Stream Stream { get; }

        public void Dispose()
        {
            if (_disposed)
                return;
            _disposed = true;
            _repository.OnDispose(this);
        }
    }
}
