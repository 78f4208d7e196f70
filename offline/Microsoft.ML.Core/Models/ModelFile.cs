using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Lays out a Model.key: header, model block, string table, string characters, name of the loader's assembly, tail.</summary>
internal static class ModelFile
{
    public static void BeginWrite(BinaryWriter writer, out long start, out ModelHeader header)
    {
        start = writer.BaseStream.Position;
        header = new ModelHeader
        {
            Signature = ModelHeader.SignatureValue,
            VerWritten = ModelHeader.VerWrittenCur,
            VerReadable = ModelHeader.VerReadableCur,
            FpModel = ModelHeader.Size,
        };
        writer.Write(new byte[ModelHeader.Size]);
    }

    public static void EndWrite(BinaryWriter writer, long start, ref ModelHeader header, StringPool strings, string assemblyName)
    {
        Contracts.Check(header.ModelSignature != 0, "ModelSignature not specified!");
        header.CbModel = writer.BaseStream.Position - start - header.FpModel;
        if (strings.Count > 0)
            WriteStrings(writer, start, ref header, strings);
        if (!string.IsNullOrEmpty(assemblyName))
        {
            header.FpAssemblyName = writer.BaseStream.Position - start;
            byte[] name = Encoding.Unicode.GetBytes(assemblyName);
            header.CbAssemblyName = (uint)name.Length;
            writer.Write(name);
        }
        header.FpTail = writer.BaseStream.Position - start;
        writer.Write(ModelHeader.TailSignatureValue);
        header.FpLim = writer.BaseStream.Position - start;

        writer.BaseStream.Position = start;
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ModelHeader>(in header)));
        writer.BaseStream.Position = start + header.FpLim;
    }

    public static void BeginRead(BinaryReader reader, out long start, out ModelHeader header, out string[] strings, out string assemblyName)
    {
        Stream stream = reader.BaseStream;
        start = stream.Position;
        header = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<ModelHeader>(ref header));
        Contracts.CheckDecode(stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length, "The model file is too short for its header");
        Validate(in header, stream.Length - start);
        CheckTail(reader, start, in header);
        strings = ReadStrings(reader, start, in header);
        assemblyName = null;
        if (header.CbAssemblyName > 0)
        {
            stream.Position = start + header.FpAssemblyName;
            assemblyName = Encoding.Unicode.GetString(reader.ReadBytes((int)header.CbAssemblyName));
        }
        stream.Position = start + header.FpModel;
    }

    public static void EndRead(BinaryReader reader, long start, in ModelHeader header)
    {
        long read = reader.BaseStream.Position - start - header.FpModel;
        Contracts.CheckDecode(read == header.CbModel, $"Corrupt model file: the component read {read} bytes of its {header.CbModel}");
        reader.BaseStream.Position = start + header.FpLim;
    }

    private static void WriteStrings(BinaryWriter writer, long start, ref ModelHeader header, StringPool strings)
    {
        header.FpStringTable = writer.BaseStream.Position - start;
        long end = 0;
        foreach (string text in strings.Texts)
            writer.Write(end += sizeof(char) * (long)text.Length);
        header.FpStringChars = writer.BaseStream.Position - start;
        header.CbStringTable = header.FpStringChars - header.FpStringTable;
        foreach (string text in strings.Texts)
            writer.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        header.CbStringChars = writer.BaseStream.Position - start - header.FpStringChars;
    }

    private static void Validate(in ModelHeader header, long size)
    {
        Contracts.CheckDecode(header.Signature == ModelHeader.SignatureValue, "Wrong file type");
        Contracts.CheckDecode(header.VerReadable <= header.VerWritten, "Corrupt file header");
        Contracts.CheckDecode(header.VerReadable <= ModelHeader.VerWrittenCur, "Can't read newer file version");
        Contracts.CheckDecode(header.VerWritten >= ModelHeader.VerWeCanReadBack, "Can't read older file version");
        Contracts.CheckDecode(header.FpModel == ModelHeader.Size, "Corrupt model file: the model block is not behind the header");
        Contracts.CheckDecode(header.CbModel >= 0 && header.CbModel <= size, "Corrupt model file: the model block is larger than the file");

        long next = header.FpModel + header.CbModel;
        if (header.FpStringTable == 0)
        {
            Contracts.CheckDecode(header.CbStringTable == 0 && header.FpStringChars == 0 && header.CbStringChars == 0, "Corrupt model file: strings without a table");
        }
        else
        {
            Contracts.CheckDecode(header.FpStringTable == next && header.CbStringTable > 0 && header.CbStringTable <= size && header.CbStringTable % sizeof(long) == 0, "Corrupt model file: wrong string table");
            next += header.CbStringTable;
            Contracts.CheckDecode(header.FpStringChars == next && header.CbStringChars >= 0 && header.CbStringChars <= size && header.CbStringChars % sizeof(char) == 0, "Corrupt model file: wrong string characters");
            next += header.CbStringChars;
        }
        if (header.VerWritten >= ModelHeader.VerAssemblyNameSupported && header.FpAssemblyName != 0)
        {
            Contracts.CheckDecode(header.FpAssemblyName == next && header.CbAssemblyName % sizeof(char) == 0 && header.CbAssemblyName <= size, "Corrupt model file: wrong name of an assembly");
            next += header.CbAssemblyName;
        }
        else
        {
            Contracts.CheckDecode(header.CbAssemblyName == 0, "Corrupt model file: wrong name of an assembly");
        }
        Contracts.CheckDecode(header.FpTail == next && header.FpLim == next + sizeof(ulong), "Corrupt model file: its blocks do not follow each other");
        Contracts.CheckDecode(header.FpLim <= size, "The model file is shorter than its header says");
    }

    private static void CheckTail(BinaryReader reader, long start, in ModelHeader header)
    {
        reader.BaseStream.Position = start + header.FpTail;
        Contracts.CheckDecode(reader.ReadUInt64() == ModelHeader.TailSignatureValue, "Corrupt model file: wrong tail");
    }

    private static string[] ReadStrings(BinaryReader reader, long start, in ModelHeader header)
    {
        var ends = new long[header.CbStringTable / sizeof(long)];
        reader.BaseStream.Position = start + header.FpStringTable;
        long previous = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = reader.ReadInt64();
            Contracts.CheckDecode(ends[i] >= previous && ends[i] <= header.CbStringChars && ends[i] % sizeof(char) == 0, "Corrupt model file: wrong string table");
            previous = ends[i];
        }
        Contracts.CheckDecode(previous == header.CbStringChars, "Corrupt model file: characters that no string has");
        var strings = new string[ends.Length];
        previous = 0;
        for (int i = 0; i < strings.Length; i++)
        {
            strings[i] = Encoding.Unicode.GetString(reader.ReadBytes((int)(ends[i] - previous)));
            previous = ends[i];
        }
        return strings;
    }
}
