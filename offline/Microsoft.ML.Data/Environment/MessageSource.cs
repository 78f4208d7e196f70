using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Something with a place in the tree of environments, hosts and channels, which its full name says.</summary>
internal abstract class MessageSource : IExceptionContext
{
    protected MessageSource(string shortName, string parentFullName)
    {
        ShortName = shortName;
        FullName = string.IsNullOrEmpty(parentFullName) ? shortName : $"{parentFullName}; {shortName}";
    }

    public string ShortName { get; }

    public string FullName { get; }

    public virtual string ContextDescription => FullName;

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex is not null)
            ex.Data["Throwing component"] = FullName ?? "Environment";
        return ex;
    }
}
