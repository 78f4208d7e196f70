using HierVQ.Serialization.Torch;
using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>A tensor of a PyTorch file, as the file describes it; <see cref="TorchArchive.Read(TorchTensor)"/> brings its numbers.</summary>
public sealed class TorchTensor
{
    internal TorchTensor(ScalarType type, long[] shape, long[] strides, long offset, StoredEntry storage) =>
        (Type, Shape, Strides, Offset, Storage) = (type, shape, strides, offset, storage);

    /// <summary>Element type.</summary>
    public ScalarType Type { get; }

    /// <summary>Size of each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Steps of each axis in the storage, in elements.</summary>
    internal long[] Strides { get; }

    /// <summary>Its first element in the storage.</summary>
    internal long Offset { get; }

    /// <summary>Where its storage lies, which other tensors may share.</summary>
    internal StoredEntry Storage { get; }

    /// <summary>Number of elements.</summary>
    internal long Elements => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Elements of the storage from its first to its last, those between that are not its own included.</summary>
    internal long Span => Elements == 0 ? 0 : 1 + Shape.Zip(Strides, (size, stride) => (size - 1) * stride).Sum();

    /// <summary>Whether its elements lie side by side in the order of its axes.</summary>
    internal bool IsContiguous
    {
        get
        {
            long step = 1;
            for (int axis = Strides.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != step)
                    return false;
                step *= Shape[axis];
            }
            return true;
        }
    }

    /// <summary>For example <c>F32 [2, 3]</c>.</summary>
    public override string ToString() => $"{SafeTensorsTypes.NameOf(Type)} [{string.Join(", ", Shape)}]";
}
