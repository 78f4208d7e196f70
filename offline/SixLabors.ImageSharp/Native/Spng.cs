using System.Runtime.InteropServices;

namespace SixLabors.ImageSharp.Native;

/// <summary>The part of libspng (https://libspng.org) that the PNG codec calls.</summary>
internal static unsafe partial class Spng
{
    public const int ContextEncoder = 2;
    public const int FormatRgba8 = 1, FormatRgba16 = 2, FormatRgb8 = 4, FormatG8 = 64, FormatPng = 256;
    public const int DecodeTransparency = 1;
    public const int EncodeFinalize = 2;
    public const int OptionCompressionLevel = 2, OptionEncodeToBuffer = 12;

    [StructLayout(LayoutKind.Sequential)]
    public struct Header
    {
        public uint Width, Height;
        public byte BitDepth, ColorType, CompressionMethod, FilterMethod, InterlaceMethod;
    }

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_ctx_new")]
    public static partial nint New(int flags);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_ctx_free")]
    public static partial void Free(nint context);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_set_png_buffer")]
    public static partial int SetBuffer(nint context, byte* data, nuint size);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_set_chunk_limits")]
    public static partial int SetChunkLimits(nint context, nuint chunkSize, nuint cacheSize);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_get_ihdr")]
    public static partial int GetHeader(nint context, Header* header);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_set_ihdr")]
    public static partial int SetHeader(nint context, Header* header);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_get_trns")]
    public static partial int GetTransparency(nint context, byte* transparency);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_decode_image")]
    public static partial int Decode(nint context, byte* output, nuint length, int format, int flags);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_set_option")]
    public static partial int SetOption(nint context, int option, int value);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_encode_image")]
    public static partial int Encode(nint context, byte* image, nuint length, int format, int flags);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_get_png_buffer")]
    public static partial byte* GetBuffer(nint context, nuint* length, int* error);

    [LibraryImport(NativeLibraries.Png, EntryPoint = "spng_strerror")]
    private static partial nint ErrorText(int error);

    public static string Describe(int error) => Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {error}";
}
