using Microsoft.ML.Runtime;

namespace HierVQ.Transforms;

/// <summary>ML.NET's own cancellation, which a host of the context carries.</summary>
internal static class Cancellation
{
    public static void ThrowIfAsked(IHostEnvironment environment)
    {
        if (environment is ICancelable { IsCanceled: true })
            throw new OperationCanceledException("The context's execution was cancelled.");
    }
}
