namespace Microsoft.ML.Runtime;

/// <summary>What a component says of itself in the exceptions that it throws.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}
