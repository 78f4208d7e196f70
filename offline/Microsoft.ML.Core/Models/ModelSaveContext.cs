using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: a model block of its own and, in its directory, whatever streams it wants.</summary>
public sealed class ModelSaveContext : IDisposable
{
    private readonly Repository.Entry _entry;
    private readonly StringPool _strings = new();
    private string _loaderAssemblyName;

    public readonly RepositoryWriter Repository;

    public readonly string Directory;

    public readonly BinaryWriter Writer;

    public readonly long FpMin;

    public ModelHeader Header;

    public ModelSaveContext(RepositoryWriter rep, string dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Contracts.CheckNonEmpty(name, nameof(name));
        Repository = rep;
        Directory = dir;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        ModelFile.BeginWrite(Writer, out FpMin, out Header);
    }

    public ModelSaveContext(BinaryWriter writer, IExceptionContext ectx = null)
    {
        Contracts.CheckValue(writer, nameof(writer));
        Writer = writer;
        ModelFile.BeginWrite(Writer, out FpMin, out Header);
    }

    public bool InRepository => Repository is not null;

    public static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        Contracts.CheckValue(fn, nameof(fn));
        using var context = new ModelSaveContext(writer);
        fn(context);
        context.Done();
    }

    public static void SaveModel<T>(RepositoryWriter rep, T value, string path)
        where T : class
    {
        if (value is null)
            return;
        if (value is not ICanSaveModel model)
            throw new NotSupportedException($"The type {value.GetType()} cannot be saved in a model");
        using var context = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        model.Save(context);
        context.Done();
    }

    public void SaveModel<T>(T value, string name)
        where T : class
    {
        CheckInRepository();
        SaveModel(Repository, value, System.IO.Path.Combine(Directory ?? string.Empty, name));
    }

    public void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        Contracts.CheckNonEmpty(dir, nameof(dir));
        Contracts.CheckValue(fn, nameof(fn));
        CheckInRepository();
        using var context = new ModelSaveContext(Repository, System.IO.Path.Combine(Directory ?? string.Empty, dir), ModelLoadContext.ModelStreamName);
        fn(context);
        context.Done();
    }

    public void SaveTextStream(string name, Action<TextWriter> action)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        Contracts.CheckValue(action, nameof(action));
        CheckInRepository();
        using Repository.Entry entry = Repository.CreateEntry(Directory, name);
        using var writer = new StreamWriter(entry.Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        action(writer);
    }

    public void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        Contracts.CheckValue(action, nameof(action));
        CheckInRepository();
        using Repository.Entry entry = Repository.CreateEntry(Directory, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    public void CheckAtModel() =>
        Contracts.Check(Writer.BaseStream.Position == FpMin + Header.FpModel, "The model block has been begun already");

    public void SetVersionInfo(VersionInfo ver)
    {
        ModelHeader.SetVersionInfo(ref Header, ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    public void SaveStringOrNull(string str) => Writer.Write(str is null ? -1 : _strings.IdOf(str));

    public void SaveString(string str)
    {
        Contracts.CheckValue(str, nameof(str));
        Writer.Write(_strings.IdOf(str));
    }

    public void SaveString(ReadOnlyMemory<char> str) => Writer.Write(_strings.IdOf(str.ToString()));

    public void SaveNonEmptyString(string str)
    {
        Contracts.CheckParam(!string.IsNullOrEmpty(str), nameof(str), "The string must not be empty");
        Writer.Write(_strings.IdOf(str));
    }

    public void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveNonEmptyString(str.ToString());

    public void Done()
    {
        Contracts.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        ModelFile.EndWrite(Writer, FpMin, ref Header, _strings, _loaderAssemblyName);
        Dispose();
    }

    public void Dispose()
    {
        if (!InRepository)
            return;
        Writer.Dispose();
        _entry.Dispose();
    }

    private void CheckInRepository() => Contracts.Check(InRepository, "Only a model in a repository has parts of its own");
}
