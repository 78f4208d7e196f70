using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class ModelLoadContext
{
    public static bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        Contracts.CheckValue(rep, nameof(rep));
        using Repository.Entry entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
        {
            result = null;
            return false;
        }
        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, rep, dir, extra))
            throw Contracts.ExceptDecode("Corrupt model file");
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string dir, params object[] extra)
        where TRes : class
    {
        if (!TryLoadModel<TRes, TSig>(env, out result, rep, ent, dir, extra))
            throw Contracts.ExceptDecode($"Couldn't load model: '{dir}'");
    }

    public static bool TryLoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using var context = new ModelLoadContext(rep, ent, dir);
        return context.TryLoadModelCore<TRes, TSig>(env, out result, extra);
    }

    public static bool TryLoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using var context = new ModelLoadContext(reader, env);
        return context.TryLoadModelCore<TRes, TSig>(env, out result, extra);
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        if (!TryLoadModel<TRes, TSig>(env, out result, reader, extra))
            throw Contracts.ExceptDecode("Couldn't load model");
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        Contracts.Check(InRepository, "Only a model in a repository has parts of its own");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository, Path.Combine(Directory ?? string.Empty, name), extra);
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out result, name, extra))
            throw Contracts.ExceptDecode("Corrupt model file");
    }

    private bool TryLoadModelCore<TRes, TSig>(IHostEnvironment env, out TRes result, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(ForwardedAssembly(LoaderAssemblyName)));
        result = null;
        return TryLoadBy<TRes, TSig>(ModelHeader.GetLoaderSig(ref Header), env, ref result, extra)
            || TryLoadBy<TRes, TSig>(ModelHeader.GetLoaderSigAlt(ref Header), env, ref result, extra);
    }

    private bool TryLoadBy<TRes, TSig>(string signature, IHostEnvironment env, ref TRes result, object[] extra)
        where TRes : class
    {
        if (string.IsNullOrWhiteSpace(signature) || !env.ComponentCatalog.TryFind(typeof(TSig), signature, out LoadableClass found))
            return false;
        if (!typeof(TRes).IsAssignableFrom(found.InstanceType))
            return false;
        result = (TRes)found.CreateInstance(env, [this, .. extra ?? []]);
        if (result is null)
            return false;
        Done();
        return true;
    }

    // Two assemblies of old versions have been split up since; models still name them.
    private static string ForwardedAssembly(string name) => name
        .Replace("Microsoft.ML.HalLearners", "Microsoft.ML.Mkl.Components", StringComparison.Ordinal)
        .Replace("Microsoft.ML.StandardLearners", "Microsoft.ML.StandardTrainers", StringComparison.Ordinal);
}
