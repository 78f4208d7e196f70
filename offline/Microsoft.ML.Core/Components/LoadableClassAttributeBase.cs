using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Says of an assembly that it has a class which models, by name, may load.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        Contracts.CheckValue(instType, nameof(instType));
        Contracts.CheckValue(loaderType, nameof(loaderType));
        Contracts.CheckNonEmpty(userName, nameof(userName));
        Contracts.CheckParam(loadNames is { Length: > 0 }, nameof(loadNames), "At least one name to load by is needed");
        Contracts.CheckParam(sigTypes is { Length: > 0 } && typeof(Delegate).IsAssignableFrom(sigTypes[0]), nameof(sigTypes), "At least one signature is needed, and it must be a delegate");
        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        UserName = userName;
        LoadNames = loadNames;
        CtorTypes = [.. sigTypes[0].GetMethod("Invoke").GetParameters().Select(p => p.ParameterType)];
    }

    public Type InstanceType { get; private set; }

    public Type LoaderType { get; private set; }

    public Type ArgType { get; private set; }

    public Type[] SigTypes { get; private set; }

    public Type[] CtorTypes { get; private set; }

    public string Summary { get; private set; }

    public string UserName { get; private set; }

    public string[] LoadNames { get; private set; }

    public string DocName { get; set; }
}
