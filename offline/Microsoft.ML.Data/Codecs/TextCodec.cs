using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Where each text ends in one long text, then that.</summary>
internal sealed class TextCodec : ValueCodec<ReadOnlyMemory<char>>
{
    // In old files a text may be marked as missing; it is as good as empty.
    private const int MissingBit = 1 << 31;

    public TextCodec()
        : base("TextSpan", TextDataViewType.Instance)
    {
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        var all = new System.Text.StringBuilder();
        writer.Write(values.Length);
        foreach (ReadOnlyMemory<char> value in values)
        {
            all.Append(value.Span);
            writer.Write(all.Length);
        }
        writer.Write(all.ToString());
    }

    public override ReadOnlyMemory<char>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(reader.Count(sizeof(int)) == count, "The block has another number of texts than it should");
        var ends = new int[count];
        for (int i = 0; i < count; i++)
            ends[i] = reader.ReadInt32() & ~MissingBit;
        long start = reader.BaseStream.Position;
        ulong length = reader.Leb128();
        Contracts.CheckDecode(length <= (ulong)reader.Remaining(), "The texts are shorter than they should be");
        reader.BaseStream.Position = start;
        string all = reader.ReadString();
        var values = new ReadOnlyMemory<char>[count];
        for (int i = 0; i < count; i++)
        {
            int from = i == 0 ? 0 : ends[i - 1];
            Contracts.CheckDecode(ends[i] >= from && ends[i] <= all.Length, "A text ends before it begins, or beyond the last character");
            values[i] = all.AsMemory(from, ends[i] - from);
        }
        return values;
    }
}
