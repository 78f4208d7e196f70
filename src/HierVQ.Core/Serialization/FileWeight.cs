using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>One weight of a file.</summary>
internal sealed record FileWeight(string Name, ScalarType Type, IReadOnlyList<long> Shape);
