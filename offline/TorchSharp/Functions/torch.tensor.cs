using System.Runtime.InteropServices;
using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false,
        string[]? names = null) => rawArray switch
        {
            float[] or float[,] or float[,,] or float[,,,] => FromBlock<float>(rawArray, dtype, device, requires_grad, names),
            double[] or double[,] or double[,,] or double[,,,] => FromBlock<double>(rawArray, dtype, device, requires_grad, names),
            long[] or long[,] or long[,,] or long[,,,] => FromBlock<long>(rawArray, dtype, device, requires_grad, names),
            int[] or int[,] or int[,,] or int[,,,] => FromBlock<int>(rawArray, dtype, device, requires_grad, names),
            byte[] or byte[,] or byte[,,] or byte[,,,] => FromBlock<byte>(rawArray, dtype, device, requires_grad, names),
            bool[] or bool[,] or bool[,,] or bool[,,,] => FromBlock<bool>(rawArray, dtype, device, requires_grad, names),
            _ => throw new NotSupportedException($"A tensor cannot be made from a {rawArray.GetType()}."),
        };

    private static Tensor FromScalar(Scalar value, ScalarType? dtype, Device? device)
    {
        ScalarType type = dtype ?? value.Type;
        return Op.full.Begin().With((ReadOnlySpan<long>)[]).With(value).WithOptions(type, InitializeDevice(device)).Tensor();
    }

    private static unsafe Tensor FromSpan<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, ScalarType? dtype, Device? device,
        bool requires_grad, string[]? names) where T : unmanaged
    {
        long count = 1;
        foreach (long size in shape)
            count = checked(count * size);
        if (count != elements.Length)
            throw new ArgumentException($"The shape [{string.Join(", ", shape.ToArray())}] has {count} elements and {elements.Length} are given.");
        ScalarType held = ScalarTypeOf(typeof(T));
        Tensor tensor = Op.empty_memory_format.Begin().With(shape).WithOptions(held, CPU).Tensor();
        if (count > 0)
            elements.CopyTo(new Span<T>(tensor.DataPointer(), elements.Length));
        ScalarType type = dtype ?? held;
        if (type != held || device is not null && device.type != DeviceType.CPU)
            tensor = tensor.to(type, device ?? CPU, disposeAfter: true);
        return Made(tensor, requires_grad, names);
    }

    private static Tensor FromBlock<T>(Array block, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) where T : unmanaged
    {
        long[] shape = new long[block.Rank];
        for (int i = 0; i < shape.Length; i++)
            shape[i] = block.GetLongLength(i);
        ReadOnlySpan<T> elements = block.Length == 0 ? []
            : MemoryMarshal.CreateReadOnlySpan(ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(block)), block.Length);
        return FromSpan(elements, shape, dtype, device, requires_grad, names);
    }

    private static ReadOnlySpan<T> AsSpan<T>(IList<T> list)
    {
        if (list is T[] array)
            return array;
        if (list is List<T> simple)
            return CollectionsMarshal.AsSpan(simple);
        var copy = new T[list.Count];
        list.CopyTo(copy, 0);
        return copy;
    }
}
