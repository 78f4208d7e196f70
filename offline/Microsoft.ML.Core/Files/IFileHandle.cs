namespace Microsoft.ML.Data;

/// <summary>A file that may be read or written, wherever it lies.</summary>
public interface IFileHandle : IDisposable
{
    bool CanWrite { get; }

    bool CanRead { get; }

    Stream CreateWriteStream();

    Stream OpenReadStream();
}
