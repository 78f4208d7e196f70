namespace Microsoft.ML.Runtime;

/// <summary>Carries messages of one kind to whoever listens.</summary>
public interface IPipe<TMessage> : IExceptionContext, IDisposable
{
    void Send(TMessage msg);
}
