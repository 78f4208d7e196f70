using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The shapes of all vectors, then all their explicit indices, then all their explicit values.</summary>
internal sealed class VectorCodec<T> : ValueCodec<VBuffer<T>>
{
    private readonly ValueCodec<T> _inner;

    public VectorCodec(VectorDataViewType type)
        : base("VBuffer", type) => _inner = (ValueCodec<T>)ValueCodecs.Find(type.ItemType);

    public override void Write(BinaryWriter writer, ReadOnlySpan<VBuffer<T>> values)
    {
        writer.Write(values.Length);
        int common = CommonLength(values);
        writer.Write(common);
        if (common == 0)
        {
            foreach (VBuffer<T> value in values)
                writer.Write(value.Length);
        }
        var indices = new List<int>();
        var items = new List<T>();
        foreach (VBuffer<T> value in values)
        {
            writer.Write(value.IsDense ? -1 : value.GetValues().Length);
            indices.AddRange(value.GetIndices());
            items.AddRange(value.GetValues());
        }
        writer.Write(indices.Count);
        foreach (int index in indices)
            writer.Write(index);
        _inner.Write(writer, items.ToArray());
    }

    public override VBuffer<T>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(reader.Count(sizeof(int)) == count, "The block has another number of vectors than it should");
        int[] lengths = ReadLengths(reader, count);
        var counts = new int[count];
        long items = 0, explicitIndices = 0;
        for (int i = 0; i < count; i++)
        {
            counts[i] = reader.ReadInt32();
            Contracts.CheckDecode(counts[i] >= -1 && counts[i] < Math.Max(lengths[i], 1), "A vector has more values than it is long");
            items += counts[i] < 0 ? lengths[i] : counts[i];
            explicitIndices += Math.Max(counts[i], 0);
        }
        Contracts.CheckDecode(reader.Count(sizeof(int)) == explicitIndices, "The block has another number of indices than its vectors");
        Contracts.CheckDecode(items <= int.MaxValue, "The vectors have too many values");
        var indices = new int[explicitIndices];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = reader.ReadInt32();
        return Split(lengths, counts, indices, _inner.Read(reader, (int)items));
    }

    protected override void WriteParameters(BinaryWriter writer)
    {
        _inner.WriteDefinition(writer);
        var dimensions = ((VectorDataViewType)Type).Dimensions;
        writer.Write(dimensions.Length);
        foreach (int dimension in dimensions)
            writer.Write(dimension);
    }

    private static int CommonLength(ReadOnlySpan<VBuffer<T>> values)
    {
        int common = values.Length > 0 ? values[0].Length : 0;
        foreach (VBuffer<T> value in values)
        {
            if (value.Length != common)
                return 0;
        }
        return common;
    }

    private static VBuffer<T>[] Split(int[] lengths, int[] counts, int[] indices, T[] items)
    {
        var vectors = new VBuffer<T>[lengths.Length];
        int index = 0, item = 0;
        for (int i = 0; i < vectors.Length; i++)
        {
            if (counts[i] < 0)
            {
                vectors[i] = new VBuffer<T>(lengths[i], items[item..(item + lengths[i])]);
                item += lengths[i];
                continue;
            }
            int[] own = indices[index..(index + counts[i])];
            for (int k = 0; k < own.Length; k++)
                Contracts.CheckDecode(own[k] < lengths[i] && own[k] > (k == 0 ? -1 : own[k - 1]), "The indices of a sparse vector are out of order or out of range");
            vectors[i] = new VBuffer<T>(lengths[i], counts[i], items[item..(item + counts[i])], own);
            index += counts[i];
            item += counts[i];
        }
        return vectors;
    }

    private int[] ReadLengths(BinaryReader reader, int count)
    {
        int common = reader.ReadInt32();
        Contracts.CheckDecode(common >= 0, "A vector has a negative length");
        int size = ((VectorDataViewType)Type).Size;
        var lengths = new int[count];
        for (int i = 0; i < count; i++)
        {
            lengths[i] = common > 0 ? common : reader.ReadInt32();
            Contracts.CheckDecode(lengths[i] >= 0 && (size == 0 || lengths[i] == size), $"A vector is {lengths[i]} long where its type says {size}");
        }
        return lengths;
    }
}
