namespace Microsoft.ML.Runtime;

/// <summary>An environment whose computations can be called off; closed to others in the real library.</summary>
public interface ICancelable
{
    bool IsCanceled { get; }

    void CancelExecution();
}
