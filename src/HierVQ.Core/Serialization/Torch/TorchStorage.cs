using static TorchSharp.torch;

namespace HierVQ.Serialization.Torch;

/// <summary>A storage that a file's tensors are views of.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">Number of its elements, which fill the entry.</param>
/// <param name="Entry">Where it lies.</param>
internal sealed record TorchStorage(ScalarType Type, long Count, StoredEntry Entry);
