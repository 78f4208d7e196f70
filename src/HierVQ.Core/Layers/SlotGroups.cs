using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>
/// The slots of a local pyramid in the groups that are computed side by side: a slot sees those of its own group and of the groups before. One group
/// is attention without a mask, groups of one slot each are causal attention.
/// </summary>
internal sealed class SlotGroups : IDisposable
{
    /// <param name="sizes">Slots of each group.</param>
    /// <param name="device">Where the slots live.</param>
    public SlotGroups(IReadOnlyList<int> sizes, Device device)
    {
        Sizes = sizes;
        Slots = sizes.Sum();
        int[] seen = [.. sizes.SelectMany((size, group) => Enumerable.Repeat(sizes.Take(group + 1).Sum(), size))]; // of each slot
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = arange(Slots, ScalarType.Int64).ge(tensor(seen.Select(count => (long)count).ToArray()).unsqueeze(1)); // (S, S)
        Mask = zeros([Slots, Slots]).masked_fill(hidden, float.NegativeInfinity).to(device).DetachFromDisposeScope();
    }

    /// <summary>Slots of each group.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Slots of all groups.</summary>
    public int Slots { get; }

    /// <summary>(S, S), 0 where a slot (row) sees another (column) and minus infinity elsewhere.</summary>
    public Tensor Mask { get; }

    /// <summary>Frees the mask.</summary>
    public void Dispose() => Mask.Dispose();
}
