using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>
/// Reads a safetensors stream from front to back, once: nothing is executed, nothing is sought, and no size is believed that the
/// header, checked as a whole, does not bear out.
/// </summary>
public sealed class SafeTensorsReader : IDisposable
{
    private readonly Stream _stream;
    private readonly string _source;
    private readonly bool _lengthKnown;
    private readonly bool _leaveOpen;
    private int _next;

    /// <summary>Reads and checks the header.</summary>
    /// <param name="stream">The stream, at the first byte of the file. It need not seek.</param>
    /// <param name="source">What messages call it: a file or an archive's entry.</param>
    /// <param name="length">Bytes that the stream holds, where that is known and the stream itself does not say.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the reader is disposed.</param>
    /// <exception cref="SafeTensorsException">The header breaks the format, or does not fit the length.</exception>
    public SafeTensorsReader(Stream stream, string source, long? length = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        _stream = stream;
        _source = source;
        _leaveOpen = leaveOpen;
        length ??= stream.CanSeek ? stream.Length - stream.Position : null;
        _lengthKnown = length is not null;

        Span<byte> prefix = stackalloc byte[8];
        ReadExactly(prefix, "the length of its header");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafeTensorsHeader.MaxLength)
            throw new SafeTensorsException(source, $"the header would take {headerLength} bytes; the format allows {SafeTensorsHeader.MaxLength}. This is not a safetensors file, or it is damaged.");
        if (length is { } total && (ulong)total < 8 + headerLength)
            throw new SafeTensorsException(source, $"it ends inside its header: {total} bytes, of which the header alone would take {8 + headerLength}.");

        byte[] json = ReadGrowing((int)headerLength, "its header");
        SafeTensorsHeader header = SafeTensorsHeader.Parse(json, source);
        if (length is { } all && all - 8 - json.Length != header.DataLength)
            throw new SafeTensorsException(source, $"its header describes {header.DataLength} bytes of tensors, but {all - 8 - json.Length} follow.");
        Entries = header.Entries;
        Metadata = header.Metadata;
    }

    /// <summary>The tensors in the order in which their bytes follow.</summary>
    public IReadOnlyList<SafeTensorsEntry> Entries { get; }

    /// <summary>The file's own notes, text by key; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="SafeTensorsException">The file breaks the format.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafeTensorsReader Open(string path)
    {
        FileStream file = File.OpenRead(path);
        try
        {
            return new SafeTensorsReader(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next tensor, in the order of <see cref="Entries"/>, onto the CPU. After the last one, the stream must end.</summary>
    /// <exception cref="SafeTensorsException">The stream ends too early or too late.</exception>
    /// <exception cref="InvalidOperationException">Every tensor has been read.</exception>
    public Tensor ReadTensor()
    {
        if (_next == Entries.Count)
            throw new InvalidOperationException("Every tensor has been read.");
        SafeTensorsEntry entry = Entries[_next++];
        if (entry.Length > Array.MaxLength)
            throw new SafeTensorsException(_source, $"tensor {SafeTensorsException.Shown(entry.Name)} takes {entry.Length} bytes; one tensor may take {Array.MaxLength}.");
        // Only a length that was checked against the stream is worth allocating for at once.
        byte[]? read = _lengthKnown ? null : ReadGrowing((int)entry.Length, $"tensor {SafeTensorsException.Shown(entry.Name)}");
        Tensor tensor = empty([.. entry.Shape], dtype: entry.Type, device: CPU);
        try
        {
            if (read is not null)
                read.CopyTo(tensor.bytes);
            else if (entry.Length > 0)
                ReadExactly(tensor.bytes, $"tensor {SafeTensorsException.Shown(entry.Name)}");
            // libtorch takes any other byte in a Boolean for undefined behaviour.
            if (entry.Type == ScalarType.Bool && entry.Length > 0 && tensor.bytes.ContainsAnyExcept((byte)0, (byte)1))
                throw new SafeTensorsException(_source, $"tensor {SafeTensorsException.Shown(entry.Name)} is BOOL and holds bytes other than 0 and 1.");
            if (_next == Entries.Count && _stream.ReadByte() >= 0)
                throw new SafeTensorsException(_source, "bytes follow after the last tensor.");
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <summary>Passes over the next tensor. The stream must seek.</summary>
    internal void SkipTensor()
    {
        _stream.Seek(Entries[_next++].Length, SeekOrigin.Current);
    }

    /// <summary>Reads all tensors that have not been read yet, by name.</summary>
    /// <exception cref="SafeTensorsException">The stream ends too early or too late; nothing is left allocated.</exception>
    public Dictionary<string, Tensor> ReadAll()
    {
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            while (_next < Entries.Count)
            {
                string name = Entries[_next].Name;
                tensors.Add(name, ReadTensor());
            }
            return tensors;
        }
        catch
        {
            foreach (Tensor tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_leaveOpen)
            _stream.Dispose();
    }

    private void ReadExactly(Span<byte> buffer, string what)
    {
        try
        {
            _stream.ReadExactly(buffer);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new SafeTensorsException(_source, $"it ends, or is damaged, inside {what}.", e);
        }
    }

    // Grows with what really arrives, so that a header that lies cannot take more than twice the stream's own size.
    private byte[] ReadGrowing(int length, string what)
    {
        const int FirstPiece = 1 << 20;
        byte[] bytes = new byte[Math.Min(length, FirstPiece)];
        ReadExactly(bytes, what);
        while (bytes.Length < length)
        {
            int have = bytes.Length;
            Array.Resize(ref bytes, (int)Math.Min(length, 2L * have));
            ReadExactly(bytes.AsSpan(have), what);
        }
        return bytes;
    }
}
