using System.Collections.Frozen;
using static TorchSharp.torch;

namespace HierVQ.Serialization.Torch;

/// <summary>The classes and functions that a file may name: no other is known here, and nothing that is named is ever looked up or run.</summary>
internal abstract record TorchGlobal(string Name)
{
    private static readonly FrozenDictionary<string, TorchGlobal> Known = new TorchGlobal[]
    {
        new Rebuild("collections.OrderedDict", RebuildKind.Dictionary),
        new Rebuild("torch._utils._rebuild_tensor_v2", RebuildKind.Tensor),
        new Rebuild("torch._utils._rebuild_parameter", RebuildKind.Parameter),
        new Settings("argparse.Namespace"),
        new StorageType("torch.DoubleStorage", ScalarType.Float64), new StorageType("torch.FloatStorage", ScalarType.Float32),
        new StorageType("torch.HalfStorage", ScalarType.Float16), new StorageType("torch.BFloat16Storage", ScalarType.BFloat16),
        new StorageType("torch.LongStorage", ScalarType.Int64), new StorageType("torch.IntStorage", ScalarType.Int32),
        new StorageType("torch.ShortStorage", ScalarType.Int16), new StorageType("torch.CharStorage", ScalarType.Int8),
        new StorageType("torch.ByteStorage", ScalarType.Byte), new StorageType("torch.BoolStorage", ScalarType.Bool),
    }.ToFrozenDictionary(global => global.Name);

    /// <summary>What the name stands for; null if it is none of the few.</summary>
    public static TorchGlobal? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>The type of a storage's elements.</summary>
    public sealed record StorageType(string Name, ScalarType Type) : TorchGlobal(Name);

    /// <summary>A function that makes a container or a tensor.</summary>
    public sealed record Rebuild(string Name, RebuildKind Kind) : TorchGlobal(Name);

    /// <summary>A class that only holds the settings of a program under their names; its objects are read as dictionaries.</summary>
    public sealed record Settings(string Name) : TorchGlobal(Name);

    /// <summary>What is made.</summary>
    public enum RebuildKind
    {
        Dictionary,
        Tensor,
        Parameter,
    }
}
