using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The first 256 bytes of a Model.key: where its blocks lie, and who wrote it.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
public struct ModelHeader
{
    public const int Size = 256;
    public const ulong SignatureValue = 0x4C45444F4D004C4D;
    public const ulong TailSignatureValue = 0x4D4C004D4F44454C;
    public const uint VerWrittenCur = 0x00010002;
    public const uint VerReadableCur = 0x00010002;
    public const uint VerWeCanReadBack = 0x00010001;
    public const uint VerAssemblyNameSupported = 0x00010002;

    [FieldOffset(0x00)]
    public ulong Signature;
    [FieldOffset(0x08)]
    public uint VerWritten;
    [FieldOffset(0x0C)]
    public uint VerReadable;
    [FieldOffset(0x10)]
    public long FpModel;
    [FieldOffset(0x18)]
    public long CbModel;
    [FieldOffset(0x20)]
    public long FpStringTable;
    [FieldOffset(0x28)]
    public long CbStringTable;
    [FieldOffset(0x30)]
    public long FpStringChars;
    [FieldOffset(0x38)]
    public long CbStringChars;
    [FieldOffset(0x40)]
    public ulong ModelSignature;
    [FieldOffset(0x48)]
    public uint ModelVerWritten;
    [FieldOffset(0x4C)]
    public uint ModelVerReadable;
    [FieldOffset(0x50)]
    public ulong LoaderSignature0;
    [FieldOffset(0x58)]
    public ulong LoaderSignature1;
    [FieldOffset(0x60)]
    public ulong LoaderSignature2;
    [FieldOffset(0x68)]
    public ulong LoaderSignatureAlt0;
    [FieldOffset(0x70)]
    public ulong LoaderSignatureAlt1;
    [FieldOffset(0x78)]
    public ulong LoaderSignatureAlt2;
    [FieldOffset(0x80)]
    public long FpTail;
    [FieldOffset(0x88)]
    public long FpLim;
    [FieldOffset(0x90)]
    public long FpAssemblyName;
    [FieldOffset(0x98)]
    public uint CbAssemblyName;

    public static void SetVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        header.ModelSignature = ver.ModelSignature;
        header.ModelVerWritten = ver.VerWrittenCur;
        header.ModelVerReadable = ver.VerReadableCur;
        Pack(ver.LoaderSignature, out header.LoaderSignature0, out header.LoaderSignature1, out header.LoaderSignature2);
        Pack(ver.LoaderSignatureAlt, out header.LoaderSignatureAlt0, out header.LoaderSignatureAlt1, out header.LoaderSignatureAlt2);
    }

    public static string GetLoaderSig(ref ModelHeader header) => Unpack(header.LoaderSignature0, header.LoaderSignature1, header.LoaderSignature2);

    public static string GetLoaderSigAlt(ref ModelHeader header) => Unpack(header.LoaderSignatureAlt0, header.LoaderSignatureAlt1, header.LoaderSignatureAlt2);

    public static void CheckVersionInfo(ref ModelHeader header, VersionInfo ver)
    {
        Contracts.CheckDecode(header.ModelSignature == ver.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(header.ModelVerReadable <= header.ModelVerWritten, "Corrupt file header");
        Contracts.CheckDecode(header.ModelVerReadable <= ver.VerWrittenCur, "Can't read newer version");
        Contracts.CheckDecode(header.ModelVerWritten >= ver.VerWeCanReadBack, "Can't read older version");
    }

    private static void Pack(string signature, out ulong first, out ulong second, out ulong third)
    {
        Span<byte> bytes = stackalloc byte[24];
        bytes.Clear();
        Encoding.Latin1.GetBytes(signature ?? string.Empty, bytes);
        first = MemoryMarshal.Read<ulong>(bytes);
        second = MemoryMarshal.Read<ulong>(bytes[8..]);
        third = MemoryMarshal.Read<ulong>(bytes[16..]);
    }

    private static string Unpack(ulong first, ulong second, ulong third)
    {
        Span<byte> bytes = stackalloc byte[24];
        MemoryMarshal.Write(bytes, in first);
        MemoryMarshal.Write(bytes[8..], in second);
        MemoryMarshal.Write(bytes[16..], in third);
        return Encoding.Latin1.GetString(bytes).TrimEnd('\0');
    }
}
