using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Saves the name of a mapping's contract, and finds the contract's factory again.</summary>
internal static class CustomMappingLoader
{
    public const string LoaderSignature = "CustomTransformer";

    public static void Save(ModelSaveContext ctx, string contractName, string contractAssembly)
    {
        Contracts.Check(contractName is not null, "A custom mapping without a contract's name cannot be saved");
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.SaveString(contractName);
        ctx.SaveString(contractAssembly);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        string contractName = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(ctx.LoadString()));
        Type type = env.ComponentCatalog.FindExtension(typeof(CustomMappingFactoryAttributeAttribute), contractName)
            ?? throw new InvalidOperationException($"No class with the contract '{contractName}' is registered in the ComponentCatalog");
        if (Activator.CreateInstance(type) is not ICustomMappingFactory factory)
            throw new InvalidOperationException($"The class with the contract '{contractName}' is no {typeof(CustomMappingFactory<,>).Name}");
        return factory.CreateTransformer(env, contractName);
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CUSTOMXF",
        verWrittenCur: 0x00010002,
        verReadableCur: 0x00010002,
        verWeCanReadBack: 0x00010002,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(CustomMappingLoader).Assembly.FullName);
}
