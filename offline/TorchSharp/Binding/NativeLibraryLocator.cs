using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Binding;

/// <summary>
/// Finds libHierVQTensor: the file that the environment variable HIERVQ_NATIVE_TENSOR names, else the one beside the application or
/// this assembly.
/// </summary>
internal static class NativeLibraryLocator
{
    private const string Variable = "HIERVQ_NATIVE_TENSOR";
    private const string FileName = "libHierVQTensor.so";

    // A module initializer and not a static constructor of Native: that would put a check before every call.
#pragma warning disable CA2255
    [ModuleInitializer]
    internal static void Initialize() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryLocator).Assembly, static (name, _, _) => name == "HierVQTensor" ? Load() : 0);
#pragma warning restore CA2255

    private static nint Load()
    {
        string[] candidates = Candidates();
        foreach (string path in candidates)
        {
            if (!File.Exists(path))
                continue;
            try
            {
                return NativeLibrary.Load(path);
            }
            catch (DllNotFoundException e)
            {
                throw new NotSupportedException(
                    $"The tensor library {path} is there but does not load: libtorch is missing, or is another version than the one it was built against. "
                    + "Install libtorch (Debian: apt-get install libtorch1.13 libopenblas0-pthread; to build against it, libtorch-dev). "
                    + e.Message, e);
            }
        }
        throw new NotSupportedException(
            $"The tensor library {FileName} is not found (looked at: {string.Join(", ", candidates)}). Build offline/TorchSharp "
            + $"(it needs cmake, g++ and libtorch-dev), or name the file in the environment variable {Variable}.");
    }

    private static string[] Candidates()
    {
        string? named = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(named))
            return [named];
        // Empty in a program published as a single file; the application's folder is right there.
#pragma warning disable IL3000
        string assembly = Assembly.GetExecutingAssembly().Location;
#pragma warning restore IL3000
        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        return assembly.Length == 0 ? [beside] : [beside, Path.Combine(Path.GetDirectoryName(assembly)!, FileName)];
    }
}
