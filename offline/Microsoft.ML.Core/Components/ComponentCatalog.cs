using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The classes that models may load, by signature and name.</summary>
public sealed class ComponentCatalog
{
    private readonly object _lock = new();
    private readonly HashSet<string> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(Type Signature, string Name), LoadableClass> _classes = [];
    private readonly Dictionary<string, Type> _extensions = new(StringComparer.Ordinal);

    internal ComponentCatalog()
    {
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Contracts.CheckValue(assembly, nameof(assembly));
        lock (_lock)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            foreach (LoadableClassAttributeBase attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
                Register(attribute, throwOnError);
            if (IsOurs(assembly))
                return;
            foreach (Type type in assembly.GetTypes())
            {
                if (type.GetCustomAttribute<ExtensionBaseAttribute>() is not { } extension)
                    continue;
                if (!_extensions.TryAdd(ExtensionKey(extension.GetType(), extension.ContractName), type) && throwOnError)
                    throw new InvalidOperationException($"The contract '{extension.ContractName}' is taken by another class");
            }
        }
    }

    internal bool TryFind(Type signature, string name, out LoadableClass found)
    {
        lock (_lock)
            return _classes.TryGetValue((signature, Normalized(name)), out found);
    }

    internal Type FindExtension(Type attributeType, string contractName)
    {
        lock (_lock)
            return _extensions.GetValueOrDefault(ExtensionKey(attributeType, contractName));
    }

    // The library's own assemblies have no extensions, and looking through all their types takes time.
    private static bool IsOurs(Assembly assembly) =>
        assembly.GetName() is { Name: { } name } identity && name.StartsWith("Microsoft.ML", StringComparison.Ordinal)
        && identity.GetPublicKeyToken().AsSpan().SequenceEqual(typeof(ComponentCatalog).Assembly.GetName().GetPublicKeyToken());

    private static string ExtensionKey(Type attributeType, string contractName) => $"{attributeType.FullName}:{contractName}";

    private static string Normalized(string name) => name.Trim().ToLowerInvariant();

    private void Register(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        var entry = new LoadableClass(attribute);
        foreach (Type signature in attribute.SigTypes)
        {
            foreach (string name in attribute.LoadNames)
            {
                if (!_classes.TryAdd((signature, Normalized(name)), entry) && throwOnError)
                {
                    throw new InvalidOperationException(
                        $"The name '{name}' is taken: for {signature.Name} it stands for {_classes[(signature, Normalized(name))].InstanceType}, so it cannot stand for {attribute.InstanceType}");
                }
            }
        }
    }
}
