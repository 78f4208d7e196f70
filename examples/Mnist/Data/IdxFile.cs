using System.Buffers.Binary;

namespace HierVQ.Examples.Mnist;

/// <summary>The files that MNIST comes in: a type, the lengths of the axes, big-endian, and the bytes.</summary>
internal static class IdxFile
{
    private const int UnsignedBytes = 0x0800;

    /// <summary>Reads a file of bytes.</summary>
    /// <param name="path">The file, not compressed.</param>
    /// <param name="axes">How many axes it must have.</param>
    /// <returns>The length of the first axis, how many bytes each of its parts has, and the bytes.</returns>
    /// <exception cref="InvalidDataException">The file is something else, or not as long as its header says.</exception>
    public static (int Count, int Length, byte[] Bytes) Read(string path, int axes)
    {
        byte[] file = File.ReadAllBytes(path);
        int header = 4 * (axes + 1);
        if (file.Length < header || BinaryPrimitives.ReadInt32BigEndian(file) != (UnsignedBytes | axes))
            throw new InvalidDataException($"'{path}' is no IDX file of bytes with {axes} axes.");
        int[] lengths = [.. Enumerable.Range(1, axes).Select(axis => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(4 * axis)))];
        long bytes = lengths.Aggregate(1L, (product, length) => length > 0 && product <= int.MaxValue ? product * length : -1);
        if (bytes != file.Length - header)
            throw new InvalidDataException($"'{path}' says that it holds {string.Join(" x ", lengths)} bytes, but {file.Length - header} follow.");
        return (lengths[0], (int)(bytes / lengths[0]), file[header..]);
    }
}
