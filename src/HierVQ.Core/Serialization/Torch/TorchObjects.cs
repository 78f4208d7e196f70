using System.Globalization;
using static TorchSharp.torch;

namespace HierVQ.Serialization.Torch;

/// <summary>Makes what a file's pickle may ask for: empty dictionaries, storages and tensors, each checked against the bytes that are there.</summary>
internal sealed class TorchObjects(Func<string, StoredEntry?> find, string source)
{
    /// <summary>libtorch's iterators take no more axes.</summary>
    private const int MostAxes = 64;

    /// <summary>What a known function makes.</summary>
    public object Make(TorchGlobal.Rebuild function, object?[] arguments) => function.Kind switch
    {
        TorchGlobal.RebuildKind.Dictionary when arguments is [] => new TorchDictionary(),
        TorchGlobal.RebuildKind.Parameter when arguments is [TorchTensor data, bool, TorchDictionary { Count: 0 }] => data,
        TorchGlobal.RebuildKind.Tensor when arguments is [TorchStorage storage, long offset, object?[] shape, object?[] strides, bool, TorchDictionary { Count: 0 }, .. var more]
            && more is [] or [null] or [TorchDictionary { Count: 0 }] => MakeTensor(storage, offset, Numbers(shape), Numbers(strides)),
        _ => throw Fault($"calls {function.Name} with arguments that torch.save does not give it."),
    };

    /// <summary>The storage of a persistent id: ("storage", type, key, device, elements).</summary>
    public TorchStorage Storage(object? id)
    {
        if (id is not object?[] parts || parts is not ["storage", TorchGlobal.StorageType type, string key, string, long count])
            throw Fault("refers to a storage in a way that torch.save does not write.");
        if (find(key) is not { } entry)
            throw new TorchArchiveException(source, $"its storage {TorchArchiveException.Shown(key)} is missing.");
        int size = SafeTensorsTypes.SizeOf(type.Type);
        if (count < 0 || count > long.MaxValue / size || entry.Length != count * size)
            throw new TorchArchiveException(source, $"its storage {TorchArchiveException.Shown(key)} has {entry.Length} bytes, but {count} elements of {SafeTensorsTypes.NameOf(type.Type)} were promised.");
        return new TorchStorage(type.Type, count, entry);
    }

    private TorchTensor MakeTensor(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        if (shape.Length != strides.Length || shape.Length > MostAxes || offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
            throw Fault($"has a tensor of shape [{Listed(shape)}] and strides [{Listed(strides)}] at {offset}, which cannot be.");
        try
        {
            // A zero anywhere makes it empty, but the other axes must be countable all the same.
            long elements = shape.Aggregate(1L, (product, size) => checked(product * Math.Max(size, 1)));
            long last = shape.Zip(strides).Aggregate(offset, (sum, axis) => checked(sum + (Math.Max(axis.First, 1) - 1) * axis.Second));
            bool empty = shape.Contains(0);
            // More elements than the storage has would be one element in many places: a few bytes could ask for any amount of memory.
            if (empty ? offset > storage.Count : last >= storage.Count || elements > storage.Count)
                throw Fault($"has a tensor of shape [{Listed(shape)}] and strides [{Listed(strides)}] at {offset} of a storage with {storage.Count} elements.");
        }
        catch (OverflowException e)
        {
            throw new TorchArchiveException(source, $"its pickle has a tensor of shape [{Listed(shape)}], more elements than can be counted.", e);
        }
        return new TorchTensor(storage.Type, shape, strides, offset, storage.Entry);
    }

    private long[] Numbers(object?[] values) =>
        Array.ConvertAll(values, value => value is long number ? number : throw Fault("has a shape or strides that are not whole numbers."));

    private static string Listed(long[] numbers) => string.Join(", ", numbers.Take(MostAxes).Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private TorchArchiveException Fault(string reason) => new(source, $"its pickle {reason}");
}
