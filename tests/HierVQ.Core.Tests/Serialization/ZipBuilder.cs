using System.Buffers.Binary;
using System.Text;

namespace HierVQ.Tests.Serialization;

/// <summary>Writes a zip file by hand, with all that can be wrong about one.</summary>
internal sealed class ZipBuilder
{
    private readonly MemoryStream _file = new();
    private readonly List<(string Name, int Header, uint Size)> _entries = [];

    /// <summary>Whether sizes and directory stand in zip64 records only.</summary>
    public bool Zip64 { get; init; }

    /// <summary>Compression method that the entries claim; 0 is none.</summary>
    public ushort Method { get; init; }

    /// <summary>General flags of the entries; 1 is encrypted.</summary>
    public ushort Flags { get; init; } = 0x800;

    /// <summary>Number of entries that the directory claims beyond those it has.</summary>
    public int ClaimedMore { get; init; }

    /// <summary>A file of torch.save: its pickle and its storages.</summary>
    public static byte[] Torch(byte[] pickle, params (string Key, byte[] Bytes)[] storages)
    {
        var zip = new ZipBuilder().Add("archive/data.pkl", pickle);
        foreach ((string key, byte[] bytes) in storages)
            zip.Add($"archive/data/{key}", bytes);
        return zip.Add("archive/version", "3\n"u8.ToArray()).Done();
    }

    public ZipBuilder Add(string name, byte[] bytes)
    {
        _entries.Add((name, (int)_file.Position, (uint)bytes.Length));
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        // As torch.save does, an extra field brings the data to a multiple of 64 bytes.
        int padding = -(int)(_file.Position + 30 + utf8.Length + 4) & 63;
        Write(0x04034B50u, (ushort)0, Flags, Method, 0u, 0u, (uint)bytes.Length, (uint)bytes.Length, (ushort)utf8.Length, (ushort)(4 + padding));
        _file.Write(utf8);
        Write((ushort)0x4246, (ushort)padding);
        _file.Write(new byte[padding]);
        _file.Write(bytes);
        return this;
    }

    /// <summary>A second directory entry for bytes that are there already.</summary>
    public ZipBuilder AddAgain(int index, uint? size = null)
    {
        (string name, int header, uint length) = _entries[index];
        _entries.Add((name, header, size ?? length));
        return this;
    }

    public byte[] Done()
    {
        uint begin = (uint)_file.Position;
        foreach ((string name, int header, uint size) in _entries)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(name);
            byte[] extra = Zip64 ? [1, 0, 24, 0, .. Wide(size), .. Wide(size), .. Wide((uint)header)] : [];
            uint shown = Zip64 ? uint.MaxValue : size;
            Write(0x02014B50u, (ushort)45, (ushort)45, Flags, Method, 0u, 0u, shown, shown, (ushort)utf8.Length, (ushort)extra.Length,
                (ushort)0, (ushort)0, (ushort)0, 0u, Zip64 ? uint.MaxValue : (uint)header);
            _file.Write(utf8);
            _file.Write(extra);
        }
        uint end = (uint)_file.Position, count = (uint)(_entries.Count + ClaimedMore);
        if (Zip64)
        {
            Write(0x06064B50u, 44u, 0u, (ushort)45, (ushort)45, 0u, 0u);
            _file.Write([.. Wide(count), .. Wide(count), .. Wide(end - begin), .. Wide(begin)]);
            Write(0x07064B50u, 0u, end, 0u, 1u);
        }
        ushort shownCount = Zip64 ? ushort.MaxValue : (ushort)count;
        Write(0x06054B50u, (ushort)0, (ushort)0, shownCount, shownCount, Zip64 ? uint.MaxValue : end - begin, Zip64 ? uint.MaxValue : begin, (ushort)0);
        return _file.ToArray();
    }

    private static byte[] Wide(uint number) => [.. BitConverter.GetBytes((ulong)number)];

    private void Write(params ReadOnlySpan<object> fields)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (object field in fields)
        {
            if (field is ushort narrow)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, narrow);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)field);
            _file.Write(bytes[..(field is ushort ? 2 : 4)]);
        }
    }
}
