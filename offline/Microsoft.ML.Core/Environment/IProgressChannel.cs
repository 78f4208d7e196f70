namespace Microsoft.ML.Runtime;

/// <summary>Says how far a computation is: when asked, through the fill action, and at its own checkpoints.</summary>
public interface IProgressChannel : IProgressChannelProvider, IDisposable
{
    void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction);

    void Checkpoint(params double?[] values);
}
