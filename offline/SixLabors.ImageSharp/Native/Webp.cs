using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libwebp's simple interface that the WebP decoder calls.</summary>
internal static unsafe partial class Webp
{
    [LibraryImport(NativeLibraries.Webp, EntryPoint = "WebPGetInfo")]
    public static partial int GetInfo(byte* data, nuint size, int* width, int* height);

    [LibraryImport(NativeLibraries.Webp, EntryPoint = "WebPDecodeRGBAInto")]
    public static partial byte* DecodeRgba(byte* data, nuint size, byte* output, nuint outputSize, int stride);
}
