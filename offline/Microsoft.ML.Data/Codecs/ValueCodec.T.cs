using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>How blocks of values represented by <typeparamref name="T"/> are written.</summary>
internal abstract class ValueCodec<T> : ValueCodec
{
    protected ValueCodec(string name, DataViewType type)
        : base(name, type)
    {
    }

    public abstract void Write(BinaryWriter writer, ReadOnlySpan<T> values);

    /// <summary>Reads a block of exactly <paramref name="count"/> values.</summary>
    public abstract T[] Read(BinaryReader reader, int count);

    public sealed override void WriteAnnotation(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind)
    {
        T value = default;
        annotations.GetValue(kind, ref value);
        Write(writer, [value]);
    }

    public sealed override void ReadAnnotation(BinaryReader reader, DataViewSchema.Annotations.Builder builder, string kind)
    {
        T value = Read(reader, 1)[0];
        Contracts.CheckDecode(reader.Remaining() == 0, $"The annotation '{kind}' is longer than its value");
        builder.Add(kind, Type, (ref T destination) => destination = value);
    }
}
