using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Keys, as the numbers that represent them.</summary>
internal sealed class KeyCodec<T> : ValueCodec<T>
    where T : unmanaged
{
    private readonly NumberCodec<T> _inner;

    public KeyCodec(KeyDataViewType type)
        : base("Key2", type) => _inner = new NumberCodec<T>(ItemTypes.OfRaw(type.RawType));

    public override void Write(BinaryWriter writer, ReadOnlySpan<T> values) => _inner.Write(writer, values);

    public override T[] Read(BinaryReader reader, int count) => _inner.Read(reader, count);

    protected override void WriteParameters(BinaryWriter writer)
    {
        _inner.WriteDefinition(writer);
        writer.Write(((KeyDataViewType)Type).Count);
    }
}
