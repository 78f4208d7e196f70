using static TorchSharp.torch;

namespace HierVQ.Serialization;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">Name, unique in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Size of each axis; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="Length">Number of its bytes: what type and shape take, no more and no less.</param>
public sealed record SafeTensorsEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape, long Offset, long Length)
{
    /// <summary>For example <c>F32 [2, 3]</c>.</summary>
    internal string Described => $"{SafeTensorsTypes.NameOf(Type)} [{string.Join(", ", Shape)}]";
}
