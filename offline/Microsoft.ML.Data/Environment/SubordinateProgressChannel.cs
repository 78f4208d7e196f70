using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The progress of a part of a computation, which only the whole's progress would show.</summary>
internal sealed class SubordinateProgressChannel : IProgressChannel
{
    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction)
    {
    }

    public void Checkpoint(params double?[] values)
    {
    }

    public IProgressChannel StartProgressChannel(string name) => new SubordinateProgressChannel();

    public void Dispose()
    {
    }
}
