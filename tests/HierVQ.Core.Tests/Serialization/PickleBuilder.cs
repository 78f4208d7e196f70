using System.Buffers.Binary;
using System.Text;

namespace HierVQ.Tests.Serialization;

/// <summary>Writes a pickle by hand, instruction by instruction: also such as torch.save would never write.</summary>
internal sealed class PickleBuilder
{
    private readonly MemoryStream _bytes = new();

    public PickleBuilder() => Raw(0x80, 2);

    public byte[] Done() => Raw('.').ToArray();

    public byte[] ToArray() => _bytes.ToArray();

    public PickleBuilder Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    public PickleBuilder Raw(char code) => Raw((byte)code);

    public PickleBuilder Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Raw('X').UInt32((uint)utf8.Length).Raw(utf8);
    }

    public PickleBuilder Int(int number)
    {
        Raw('J');
        return UInt32((uint)number);
    }

    public PickleBuilder Long(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return Raw(0x8A, 8).Raw(bytes);
    }

    public PickleBuilder Global(string module, string name) => Raw('c').Raw(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleBuilder Tuple(params ReadOnlySpan<long> numbers)
    {
        Raw('(');
        foreach (long number in numbers)
            Long(number);
        return Raw('t');
    }

    public PickleBuilder Storage(string key, long count, string type = "FloatStorage") =>
        Raw('(').Text("storage").Global("torch", type).Text(key).Text("cpu").Long(count).Raw('t').Raw('Q');

    public PickleBuilder Tensor(string key, long count, long[] shape, long[]? strides = null, long offset = 0, string type = "FloatStorage")
    {
        strides ??= [.. shape.Select((_, axis) => shape[(axis + 1)..].Aggregate(1L, (product, size) => product * size))];
        return Global("torch._utils", "_rebuild_tensor_v2").Raw('(').Storage(key, count, type).Long(offset).Tuple(shape).Tuple(strides)
            .Raw(0x89).Global("collections", "OrderedDict").Raw(')').Raw('R').Raw('t').Raw('R');
    }

    private PickleBuilder UInt32(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        return Raw(bytes);
    }
}
