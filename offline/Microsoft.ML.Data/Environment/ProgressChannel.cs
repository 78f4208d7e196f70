using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Progress goes to whoever asks for it, and in a local environment nobody can: as in the real library no checkpoint becomes a
/// message of the log. What a user shall see is said in a channel.
/// </summary>
internal sealed class ProgressChannel : IProgressChannel
{
    private ProgressHeader _header = new();
    private bool _disposed;

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

    public void Checkpoint(params double?[] values)
    {
        Contracts.Check(!_disposed, "The progress channel is closed");
        int most = _header.MetricNames.Count + (2 * _header.UnitNames.Count);
        Contracts.Check((values?.Length ?? 0) <= most, "The checkpoint has more values than the header has metrics and units, with their limits");
    }

    public IProgressChannel StartProgressChannel(string name) => new SubordinateProgressChannel();

    public void Dispose() => _disposed = true;
}
