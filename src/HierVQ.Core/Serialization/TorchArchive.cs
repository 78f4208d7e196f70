using HierVQ.Serialization.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>
/// Reads a file of PyTorch's <c>torch.save</c> (the zip format, PyTorch 1.6 and later): tensors and plain containers. Nothing in the file
/// is executed; a pickle that names any other class or function is refused, by that name, and no size is believed that the bytes do not bear out.
/// </summary>
public sealed class TorchArchive : IDisposable
{
    private const int LongestPickle = 256 << 20;

    private readonly Stream _stream;
    private readonly StoredZip _zip;
    private readonly string _source;

    private TorchArchive(Stream stream, string source)
    {
        (_stream, _source) = (stream, source);
        Span<byte> first = stackalloc byte[2];
        if (stream.ReadAtLeast(first, 2, throwOnEndOfStream: false) == 2 && first[0] == 0x80)
            throw new TorchArchiveException(source, "it is in the format that PyTorch wrote before version 1.6, which is not read. Load and save it once: torch.save(torch.load(path, map_location='cpu'), path).");
        _zip = new StoredZip(stream, source);
        string folder = Folder();
        CheckByteOrder(folder);
        var objects = new TorchObjects(key => Find($"{folder}/data/{key}"), source);
        Content = PickleMachine.Read(Read(Find($"{folder}/data.pkl")!.Value, LongestPickle, "data.pkl"), objects, source);
    }

    /// <summary>
    /// What was saved: null, <see cref="bool"/>, <see cref="long"/>, <see cref="System.Numerics.BigInteger"/>, <see cref="double"/>, <see cref="string"/>, a list or an array
    /// (of a tuple) of such, a <see cref="TorchDictionary"/> or a <see cref="TorchTensor"/>.
    /// </summary>
    public object? Content { get; }

    /// <summary>Opens a file and reads all of it but the numbers of its tensors.</summary>
    /// <exception cref="TorchArchiveException">The file breaks the format, or asks for a class or function that is not plain data.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static TorchArchive Open(string path) => Open(File.OpenRead(path), path);

    /// <summary>Reads a tensor onto the CPU, from the file; the caller owns it.</summary>
    /// <param name="tensor">A tensor of this file's <see cref="Content"/>.</param>
    /// <exception cref="TorchArchiveException">The file ends too early, or the tensor is larger than one may be.</exception>
    public Tensor Read(TorchTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        using DisposeScope scope = NewDisposeScope();
        int size = SafeTensorsTypes.SizeOf(tensor.Type);
        if (tensor.Span > Array.MaxLength / size)
            throw new TorchArchiveException(_source, $"a tensor {tensor} spans {tensor.Span} elements; {Array.MaxLength / size} are the most that is read.");
        bool contiguous = tensor.IsContiguous;
        Tensor read = empty(contiguous ? [.. tensor.Shape] : [tensor.Span], dtype: tensor.Type, device: CPU);
        if (tensor.Span > 0)
            _zip.Read(tensor.Storage.Offset + tensor.Offset * size, read.bytes);
        // libtorch takes any other byte in a Boolean for undefined behaviour.
        if (tensor.Type == ScalarType.Bool && tensor.Span > 0 && read.bytes.ContainsAnyExcept((byte)0, (byte)1))
            throw new TorchArchiveException(_source, $"a tensor {tensor} holds bytes other than 0 and 1.");
        Tensor result = contiguous ? read : read.as_strided([.. tensor.Shape], tensor.Strides).contiguous();
        return result.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    /// <summary>Reads from a stream that seeks, and owns it.</summary>
    internal static TorchArchive Open(Stream stream, string source)
    {
        try
        {
            return new TorchArchive(stream, source);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    // All entries lie in one folder, which torch.save names after the file.
    private string Folder()
    {
        string[] folders = [.. _zip.Entries.Keys.Select(name => name[..Math.Max(0, name.IndexOf('/'))]).Distinct()];
        if (folders is not [var folder] || Find($"{folder}/data.pkl") is null || Find($"{folder}/version") is null)
            throw new TorchArchiveException(_source, "it is a zip file, but not one of torch.save: it needs one folder with data.pkl and version.");
        return folder;
    }

    private void CheckByteOrder(string folder)
    {
        if (Find($"{folder}/byteorder") is { } order && !Read(order, 16, "byteorder").AsSpan().SequenceEqual("little"u8))
            throw new TorchArchiveException(_source, "its numbers are big-endian, which is not read; save it on a little-endian machine.");
    }

    private StoredEntry? Find(string name) => _zip.Entries.TryGetValue(name, out StoredEntry entry) ? entry : null;

    private byte[] Read(StoredEntry entry, int most, string name)
    {
        if (entry.Length > most)
            throw new TorchArchiveException(_source, $"its {name} has {entry.Length} bytes; {most} are the most that is read.");
        byte[] bytes = new byte[entry.Length];
        _zip.Read(entry.Offset, bytes);
        return bytes;
    }
}
