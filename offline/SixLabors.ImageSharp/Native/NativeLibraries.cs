using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The shared objects of the codecs, and the Debian packages that hold them.</summary>
internal static class NativeLibraries
{
    public const string Png = "libspng.so.0";
    public const string Jpeg = "libturbojpeg.so.0";
    public const string Webp = "libwebp.so.7";

    // A resolver must be there before the first call, whichever of the libraries it goes to.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Install() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (NativeLibrary.TryLoad(name, assembly, path, out nint handle))
        {
            return handle;
        }

        string? package = name switch { Png => "libspng0", Jpeg => "libturbojpeg0", Webp => "libwebp7", _ => null };
        return package is null
            ? 0
            : throw new DllNotFoundException($"{name} is missing; it is in the Debian package {package}: apt-get install {package}");
    }
}
