using System.Buffers.Binary;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>Writes tensors in the safetensors format: the same tensors always give the same bytes.</summary>
public static class SafeTensorsWriter
{
    /// <summary>Writes the tensors, wide element types first and then by name, so that every tensor is aligned.</summary>
    /// <param name="stream">Where to; it need not seek, and stays open.</param>
    /// <param name="tensors">The tensors by name. They may lie on any device, in any strides.</param>
    /// <param name="metadata">Notes to keep with them, text by key.</param>
    /// <exception cref="ArgumentException">A tensor has a name or an element type that the format does not know.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        List<SafeTensorsEntry> entries = Entries(tensors);
        byte[] header = SafeTensorsHeader.Write(entries, metadata);
        if (header.Length > SafeTensorsHeader.MaxLength)
            throw new ArgumentException($"The header would take {header.Length} bytes; the format allows {SafeTensorsHeader.MaxLength}.", nameof(tensors));
        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        stream.Write(prefix);
        stream.Write(header);
        foreach (SafeTensorsEntry entry in entries)
        {
            using var scope = NewDisposeScope();
            if (entry.Length > 0)
                stream.Write(tensors[entry.Name].detach().cpu().contiguous().bytes);
        }
    }

    private static List<SafeTensorsEntry> Entries(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var entries = new List<SafeTensorsEntry>();
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors
            .OrderByDescending(pair => SafeTensorsTypes.SizeOf(pair.Value.dtype))
            .ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == "__metadata__")
                throw new ArgumentException("The format keeps the name __metadata__ for itself.", nameof(tensors));
            if (!SafeTensorsTypes.IsKnown(tensor.dtype))
                throw new ArgumentException($"Tensor '{name}' is of type {tensor.dtype}, which the format does not know.", nameof(tensors));
            long length = tensor.NumberOfElements * SafeTensorsTypes.SizeOf(tensor.dtype);
            if (length > Array.MaxLength)
                throw new ArgumentException($"Tensor '{name}' takes {length} bytes; one tensor may take {Array.MaxLength}.", nameof(tensors));
            entries.Add(new SafeTensorsEntry(name, tensor.dtype, tensor.shape, offset, length));
            offset += length;
        }
        return entries;
    }
}
