using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>Counts the bad images that one reading of a column passes over, and says at its end how many there were.</summary>
internal sealed class BadImageCount(IHost host, string column) : IDisposable
{
    private long _count;
    private Exception? _first;

    public void Add(Exception problem)
    {
        _first ??= problem;
        _count++;
    }

    public void Dispose()
    {
        if (_count == 0)
            return;
        using IChannel channel = host.Start("Images");
        channel.Warning(MessageSensitivity.UserData, $"{_count} images of column '{column}' could not be used and were skipped. The first: {_first!.Message}");
        _count = 0;
    }
}
