using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A tensor in a stream: element type, number of dimensions and sizes as LEB128 numbers, then the elements' bytes.</summary>
public static partial class TensorExtensionMethods
{
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using Tensor plain = tensor.detach().to(CPU, disposeAfter: true);
        using Tensor whole = plain.contiguous();
        long[] shape = whole.shape;
        writer.Write7BitEncodedInt64((long)whole.dtype);
        writer.Write7BitEncodedInt64(shape.Length);
        foreach (long size in shape)
            writer.Write7BitEncodedInt64(size);
        writer.Flush();
        whole.WriteBytesToStream(writer.BaseStream, 1 << 16);
    }

    /// <summary>Reads into a tensor, whose element type and shape must be the stored ones.</summary>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        using Tensor stored = Load(reader);
        if (stored.dtype != tensor.dtype)
            throw new ArgumentException($"The tensor has elements of {tensor.dtype} and the stored one of {stored.dtype}.");
        if (skip)
            return;
        if (!stored.shape.AsSpan().SequenceEqual(tensor.shape))
            throw new ArgumentException($"The tensor has the shape [{string.Join(", ", tensor.shape)}] and the stored one [{string.Join(", ", stored.shape)}].");
        using IDisposable off = no_grad();
        tensor.copy_(stored);
    }

    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        if (tensor is null)
            tensor = Load(reader, skip);
        else
            tensor.Load(reader, skip);
    }

    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        var type = (ScalarType)reader.Read7BitEncodedInt64();
        long[] shape = new long[reader.Read7BitEncodedInt64()];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = reader.Read7BitEncodedInt64();
        Tensor tensor = empty(shape, type);
        tensor.ReadBytesFromStream(reader.BaseStream, 1 << 16);
        return tensor;
    }
}
