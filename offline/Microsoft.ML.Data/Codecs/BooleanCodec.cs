namespace Microsoft.ML.Data;

/// <summary>Bits, lowest first.</summary>
internal sealed class BooleanCodec : ValueCodec<bool>
{
    public BooleanCodec()
        : base("Boolean", BooleanDataViewType.Instance)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<bool> values)
    {
        var bytes = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i])
                bytes[i / 8] |= (byte)(1 << (i % 8));
        }
        writer.Write(bytes);
    }

    public override bool[] Read(BinaryReader reader, int count)
    {
        byte[] bytes = reader.Bytes(((long)count + 7) / 8);
        var values = new bool[count];
        for (int i = 0; i < count; i++)
            values[i] = (bytes[i / 8] & (1 << (i % 8))) != 0;
        return values;
    }
}
