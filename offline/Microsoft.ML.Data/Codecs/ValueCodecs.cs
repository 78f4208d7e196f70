using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The codecs by type and by name.</summary>
internal static class ValueCodecs
{
    private const int LargestRank = 256;

    private static readonly Dictionary<string, ValueCodec> ByName = new ValueCodec[]
    {
        new NumberCodec<sbyte>(NumberDataViewType.SByte), new NumberCodec<byte>(NumberDataViewType.Byte),
        new NumberCodec<short>(NumberDataViewType.Int16), new NumberCodec<ushort>(NumberDataViewType.UInt16),
        new NumberCodec<int>(NumberDataViewType.Int32), new NumberCodec<uint>(NumberDataViewType.UInt32),
        new NumberCodec<long>(NumberDataViewType.Int64), new NumberCodec<ulong>(NumberDataViewType.UInt64),
        new NumberCodec<float>(NumberDataViewType.Single), new NumberCodec<double>(NumberDataViewType.Double),
        new BooleanCodec(), new TextCodec(), new TimeSpanCodec(), new DateTimeCodec(), new DateTimeOffsetCodec(), new RowIdCodec(),
    }.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>The codec of a type, or null where it has none, as images have not.</summary>
    public static ValueCodec Find(DataViewType type) => type switch
    {
        KeyDataViewType key => Make(typeof(KeyCodec<>), key.RawType, key),
        VectorDataViewType vector => Find(vector.ItemType) is null ? null : Make(typeof(VectorCodec<>), vector.ItemType.RawType, vector),
        _ => ByName.Values.FirstOrDefault(c => c.Type.Equals(type)),
    };

    /// <summary>Reads a definition; null where the name is of no codec known here, whose parameters are then passed over.</summary>
    public static ValueCodec Read(BinaryReader reader)
    {
        string name = reader.ReadString();
        byte[] bytes = reader.Bytes(checked((long)Math.Min(reader.Leb128(), long.MaxValue)));
        using var parameters = new BinaryReader(new MemoryStream(bytes));
        ValueCodec codec = name switch
        {
            "Key2" => ReadKey(parameters),
            "VBuffer" => ReadVector(parameters),
            _ => ByName.GetValueOrDefault(name),
        };
        Contracts.CheckDecode(codec is null || parameters.Remaining() == 0, $"The codec '{name}' has more parameters than it needs");
        return codec;
    }

    private static ValueCodec ReadKey(BinaryReader reader)
    {
        ValueCodec inner = Read(reader);
        ulong count = reader.ReadUInt64();
        Contracts.CheckDecode(inner is not null && KeyDataViewType.IsValidDataType(inner.Type.RawType), "A key must be represented by an unsigned integer");
        try
        {
            return Find(new KeyDataViewType(inner.Type.RawType, count));
        }
        catch (ArgumentOutOfRangeException ex)
        {
            throw Contracts.ExceptDecode($"A key of {inner.Name} cannot have {count} values", ex);
        }
    }

    private static ValueCodec ReadVector(BinaryReader reader)
    {
        ValueCodec inner = Read(reader);
        int rank = reader.Count(sizeof(int));
        Contracts.CheckDecode(rank <= LargestRank, $"A vector cannot have {rank} dimensions");
        var dimensions = new int[rank];
        for (int i = 0; i < rank; i++)
            dimensions[i] = reader.ReadInt32();
        if (inner is null)
            return null;
        try
        {
            var item = (PrimitiveDataViewType)inner.Type;
            return Find(rank == 0 ? new VectorDataViewType(item) : new VectorDataViewType(item, dimensions));
        }
        catch (Exception ex) when (ex is ArgumentException or OverflowException or InvalidCastException)
        {
            throw Contracts.ExceptDecode($"There is no vector of {inner.Name} with the dimensions {string.Join(" x ", dimensions)}", ex);
        }
    }

    private static ValueCodec Make(Type codec, Type item, DataViewType type) => (ValueCodec)Activator.CreateInstance(codec.MakeGenericType(item), type);
}
