using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A pipe whose messages nobody can listen to: listening is closed to others in the real library too.</summary>
internal sealed class Pipe<TMessage> : MessageSource, IPipe<TMessage>
{
    public Pipe(MessageSource parent, string name)
        : base(name, parent.FullName)
    {
    }

    public void Send(TMessage msg)
    {
    }

    public void Dispose()
    {
    }
}
