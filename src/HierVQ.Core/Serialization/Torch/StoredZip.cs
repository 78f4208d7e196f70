using System.Buffers.Binary;
using System.Text;

namespace HierVQ.Serialization.Torch;

/// <summary>
/// The directory of a zip file whose entries are stored as they are, as PyTorch writes it. Reads the directory and nothing else, and
/// hands out where each entry lies: a compressed, encrypted, doubled, overlapping or misplaced entry is refused.
/// </summary>
internal sealed class StoredZip
{
    // Sizes and signatures of the format's records (APPNOTE.TXT 4.3).
    private const int EndLength = 22, Zip64LocatorLength = 20, Zip64EndLength = 56, CentralLength = 46, LocalLength = 30;
    private const uint EndSignature = 0x06054B50, Zip64LocatorSignature = 0x07064B50, Zip64EndSignature = 0x06064B50;
    private const uint CentralSignature = 0x02014B50, LocalSignature = 0x04034B50;
    private const int MostEntries = 1_000_000;
    private const int LongestDirectory = 256 << 20;

    private readonly Stream _stream;
    private readonly string _source;
    private readonly Dictionary<string, StoredEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Reads and checks the directory.</summary>
    /// <param name="stream">The file; it must seek.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="TorchArchiveException">The file is no such zip file.</exception>
    public StoredZip(Stream stream, string source)
    {
        (_stream, _source) = (stream, source);
        (long offset, long length, long count) = FindDirectory();
        if (count > MostEntries || length > LongestDirectory || count * CentralLength > length)
            throw Fault($"its directory claims {count} entries in {length} bytes; {MostEntries} entries in {LongestDirectory} bytes are the most that is read.");
        if (offset < 0 || length < 0 || offset > stream.Length - length)
            throw Fault("its directory lies outside the file; the file is cut short or damaged.");
        ReadDirectory(Read(offset, (int)length), count, offset);
        CheckOverlaps();
    }

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, StoredEntry> Entries => _entries;

    /// <summary>Reads bytes of the file. The caller has checked that they lie inside an entry.</summary>
    /// <param name="offset">Where they begin in the file.</param>
    /// <param name="buffer">Where they go.</param>
    public void Read(long offset, Span<byte> buffer)
    {
        try
        {
            _stream.Position = offset;
            _stream.ReadExactly(buffer);
        }
        catch (EndOfStreamException e)
        {
            throw new TorchArchiveException(_source, "it is cut short.", e);
        }
    }

    private byte[] Read(long offset, int length)
    {
        byte[] bytes = new byte[length];
        Read(offset, bytes);
        return bytes;
    }

    private (long Offset, long Length, long Count) FindDirectory()
    {
        // A comment of up to 65535 bytes may follow the end record.
        int tail = (int)Math.Min(_stream.Length, EndLength + ushort.MaxValue);
        long start = _stream.Length - tail;
        ReadOnlySpan<byte> bytes = Read(start, tail);
        for (int at = tail - EndLength; at >= 0; at--)
        {
            ReadOnlySpan<byte> end = bytes[at..];
            if (UInt32(end, 0) != EndSignature || UInt16(end, 20) != end.Length - EndLength)
                continue;
            if (UInt16(end, 8) == ushort.MaxValue || UInt32(end, 12) == uint.MaxValue || UInt32(end, 16) == uint.MaxValue)
                return FindZip64Directory(start + at - Zip64LocatorLength);
            if (UInt16(end, 4) != 0 || UInt16(end, 8) != UInt16(end, 10))
                throw Fault("it is one part of a zip file in several parts.");
            return (UInt32(end, 16), UInt32(end, 12), UInt16(end, 8));
        }
        throw Fault("it has no zip directory at its end; it is cut short, or not a file of torch.save.");
    }

    private (long Offset, long Length, long Count) FindZip64Directory(long locatorAt)
    {
        if (locatorAt < 0)
            throw Fault("its zip64 directory is missing.");
        ReadOnlySpan<byte> locator = Read(locatorAt, Zip64LocatorLength);
        long endAt = Int64(locator, 8);
        if (UInt32(locator, 0) != Zip64LocatorSignature || endAt < 0 || endAt > locatorAt - Zip64EndLength)
            throw Fault("its zip64 directory is missing or outside the file.");
        ReadOnlySpan<byte> end = Read(endAt, Zip64EndLength);
        if (UInt32(end, 0) != Zip64EndSignature || UInt32(end, 16) != 0 || Int64(end, 24) != Int64(end, 32))
            throw Fault("its zip64 directory is damaged, or the file is one part of several.");
        return (Int64(end, 48), Int64(end, 40), Int64(end, 32));
    }

    private void ReadDirectory(ReadOnlySpan<byte> directory, long count, long dataEnd)
    {
        for (long i = 0; i < count; i++)
        {
            if (directory.Length < CentralLength || UInt32(directory, 0) != CentralSignature)
                throw Fault("its directory is damaged or cut short.");
            int nameLength = UInt16(directory, 28), extraLength = UInt16(directory, 30), commentLength = UInt16(directory, 32);
            int length = CentralLength + nameLength + extraLength + commentLength;
            if (directory.Length < length)
                throw Fault("its directory is damaged or cut short.");
            ReadOnlySpan<byte> nameBytes = directory.Slice(CentralLength, nameLength);
            string name = Name(nameBytes);
            if ((UInt16(directory, 8) & 1) != 0)
                throw Fault($"its entry {TorchArchiveException.Shown(name)} is encrypted.");
            if (UInt16(directory, 10) != 0)
                throw Fault($"its entry {TorchArchiveException.Shown(name)} is compressed; torch.save stores entries as they are.");
            (long stored, long size, long header) = Sizes(directory, directory.Slice(CentralLength + nameLength, extraLength), name);
            if (stored != size)
                throw Fault($"its entry {TorchArchiveException.Shown(name)} has two sizes, {stored} and {size} bytes.");
            var entry = new StoredEntry(DataOffset(header, size, dataEnd, nameBytes, name), size, header);
            if (!_entries.TryAdd(name, entry))
                throw Fault($"its entry {TorchArchiveException.Shown(name)} occurs twice.");
            directory = directory[length..];
        }
    }

    // Names are keys here and never paths on a disk; those that pretend to be paths elsewhere are refused all the same.
    private string Name(ReadOnlySpan<byte> bytes)
    {
        string name = Encoding.UTF8.GetString(bytes);
        if (name.Contains('\\') || name.Contains('\0') || name.Contains(':') || name.StartsWith('/') || name.Split('/').Contains(".."))
            throw Fault($"its entry {TorchArchiveException.Shown(name)} is named like a path out of the archive.");
        return name;
    }

    // Sizes of 4 GiB and more stand in the zip64 field, those that do not fit, in this order.
    private (long Stored, long Size, long Header) Sizes(ReadOnlySpan<byte> central, ReadOnlySpan<byte> extra, string name)
    {
        long stored = UInt32(central, 20), size = UInt32(central, 24), header = UInt32(central, 42);
        ReadOnlySpan<byte> wide = default;
        while (extra.Length >= 4 && extra.Length - 4 >= UInt16(extra, 2))
        {
            if (UInt16(extra, 0) == 1)
                wide = extra.Slice(4, UInt16(extra, 2));
            extra = extra[(4 + UInt16(extra, 2))..];
        }
        size = Widened(size, ref wide, name);
        stored = Widened(stored, ref wide, name);
        header = Widened(header, ref wide, name);
        return (stored, size, header);
    }

    private long Widened(long value, ref ReadOnlySpan<byte> wide, string name)
    {
        if (value != uint.MaxValue)
            return value;
        if (wide.Length < 8 || Int64(wide, 0) < 0)
            throw Fault($"its entry {TorchArchiveException.Shown(name)} has no valid zip64 sizes.");
        value = Int64(wide, 0);
        wide = wide[8..];
        return value;
    }

    private long DataOffset(long header, long size, long dataEnd, ReadOnlySpan<byte> nameBytes, string name)
    {
        if (header > dataEnd - LocalLength)
            throw Fault($"its entry {TorchArchiveException.Shown(name)} lies outside the file.");
        ReadOnlySpan<byte> local = Read(header, LocalLength);
        int nameLength = UInt16(local, 26);
        long data = header + LocalLength + nameLength + UInt16(local, 28);
        if (UInt32(local, 0) != LocalSignature || nameLength != nameBytes.Length || data > dataEnd || size > dataEnd - data
            || !Read(header + LocalLength, nameLength).AsSpan().SequenceEqual(nameBytes))
            throw Fault($"its entry {TorchArchiveException.Shown(name)} is not where the directory says.");
        return data;
    }

    // Entries on top of each other would let a small file unpack to any size.
    private void CheckOverlaps()
    {
        long end = 0;
        foreach ((string name, StoredEntry entry) in _entries.OrderBy(pair => pair.Value.Header))
        {
            if (entry.Header < end)
                throw Fault($"its entry {TorchArchiveException.Shown(name)} overlaps another.");
            end = entry.Offset + entry.Length;
        }
    }

    private TorchArchiveException Fault(string reason) => new(_source, reason);

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Int64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
