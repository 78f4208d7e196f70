using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Numbers, packed; the machine is taken to be little-endian, as the real library's are.</summary>
internal sealed class NumberCodec<T> : ValueCodec<T>
    where T : unmanaged
{
    public NumberCodec(PrimitiveDataViewType type)
        : base(type.RawType.Name, type)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => writer.Write(MemoryMarshal.AsBytes(values));

    public override unsafe T[] Read(BinaryReader reader, int count) =>
        MemoryMarshal.Cast<byte, T>(reader.Bytes((long)count * sizeof(T))).ToArray();
}
