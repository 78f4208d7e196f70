using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libjpeg-turbo's TurboJPEG interface that the JPEG codec calls.</summary>
internal static unsafe partial class TurboJpeg
{
    public const int PixelRgb = 0, PixelGray = 6, PixelCmyk = 11;
    public const int SpaceGray = 2, SpaceCmyk = 3, SpaceYcck = 4;
    public const int Sample444 = 0, Sample420 = 2, SampleGray = 3;
    public const int FastUpsample = 256, AccurateDct = 4096, LimitScans = 32768;
    public const int ErrorWarning = 0;

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjInitDecompress")]
    public static partial nint NewDecoder();

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjInitCompress")]
    public static partial nint NewEncoder();

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjDestroy")]
    public static partial int Free(nint handle);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjDecompressHeader3")]
    public static partial int ReadHeader(nint handle, byte* data, nuint size, int* width, int* height, int* subsampling, int* colorSpace);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjDecompress2")]
    public static partial int Decode(nint handle, byte* data, nuint size, byte* output, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjCompress2")]
    public static partial int Encode(
        nint handle, byte* pixels, int width, int pitch, int height, int pixelFormat, byte** data, nuint* size, int subsampling, int quality, int flags);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjFree")]
    public static partial void FreeBuffer(byte* buffer);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjGetErrorCode")]
    public static partial int ErrorCode(nint handle);

    [LibraryImport(NativeLibraries.Jpeg, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);

    public static string Describe(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "unknown error";
}
