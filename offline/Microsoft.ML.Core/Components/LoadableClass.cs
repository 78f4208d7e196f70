using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>How an object of one registered class is made from a model.</summary>
internal sealed class LoadableClass
{
    private readonly Func<IHostEnvironment, object[], object> _create;

    public LoadableClass(LoadableClassAttributeBase attribute)
    {
        InstanceType = attribute.InstanceType;
        LoadNames = attribute.LoadNames;
        _create = FindCreator(attribute.InstanceType, attribute.LoaderType, attribute.CtorTypes);
    }

    public Type InstanceType { get; }

    public string[] LoadNames { get; }

    public object CreateInstance(IHostEnvironment env, object[] args)
    {
        if (_create is null)
            throw new InvalidOperationException($"Can't instantiate the class {InstanceType}: it has neither a constructor nor a static method Create for this signature");
        try
        {
            return _create(env, args);
        }
        catch (TargetInvocationException ex)
        {
            throw new InvalidOperationException($"Error during class instantiation of {InstanceType.Name}: {ex.InnerException?.Message}", ex);
        }
    }

    private static Func<IHostEnvironment, object[], object> FindCreator(Type instance, Type loader, Type[] types)
    {
        const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic;
        Type[] withEnvironment = [typeof(IHostEnvironment), .. types];
        ConstructorInfo constructor = instance.IsAssignableFrom(loader) ? loader.GetConstructor(Any | BindingFlags.Instance, withEnvironment) : null;
        MethodInfo create = loader.GetMethod("Create", Any | BindingFlags.Static | BindingFlags.FlattenHierarchy, withEnvironment);
        if (create is not null && create.ReturnType != instance)
            create = null;
        if (constructor is not null && create is not null)
        {
            if (constructor.IsPublic == create.IsPublic)
                throw new InvalidOperationException($"The class {loader} has both a constructor and a method Create for the same signature, and neither is more visible");
            if (constructor.IsPublic)
                create = null;
        }
        if (create is not null)
            return (env, args) => create.Invoke(null, [env, .. args]);
        if (constructor is not null)
            return (env, args) => constructor.Invoke([env, .. args]);
        return null;
    }
}
