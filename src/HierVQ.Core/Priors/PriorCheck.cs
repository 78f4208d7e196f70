using HierVQ.Codes;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>Checks of what a prior is given. libtorch would find the same, later and without names.</summary>
internal static class PriorCheck
{
    public static void Codes(Tensor codes, CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.dtype != ScalarType.Int64 || codes.dim() != 2 || codes.size(1) != layout.TotalCodes)
            throw new ArgumentException($"Codes must be Int64 of shape (N, {layout.TotalCodes}) for {layout}; got {codes.dtype} [{string.Join(", ", codes.shape)}].", nameof(codes));
    }

    /// <summary>Every code within its level's codebook. On other devices than the CPU this is left to the device: reading would wait for it.</summary>
    public static void CodeRange(Tensor codes, CodeLayout layout)
    {
        if (codes.device_type != DeviceType.CPU || codes.size(0) == 0)
            return;
        for (int level = 0; level < layout.Count; level++)
        {
            using Tensor map = codes.narrow(1, layout.Offset(level), layout[level].Count);
            using Tensor least = map.min(), most = map.max();
            Code(least.item<long>(), level, layout);
            Code(most.item<long>(), level, layout);
        }
    }

    public static void Code(long code, int level, CodeLayout layout)
    {
        if (code < 0 || code >= layout[level].CodebookSize)
            throw new ArgumentException($"A code of level {level} is {code}; it must be from 0 to {layout[level].CodebookSize - 1}.", nameof(code));
    }

    public static void SoftTargets(IReadOnlyList<Tensor> targets, CodeLayout layout, long rows)
    {
        if (targets.Count != layout.Count)
            throw new ArgumentException($"There are soft targets of {targets.Count} levels; the codes have {layout.Count}.", nameof(targets));
        for (int level = 0; level < layout.Count; level++)
        {
            if (!targets[level].shape.AsSpan().SequenceEqual([rows, layout[level].Count, layout[level].CodebookSize]))
                throw new ArgumentException($"Soft targets of level {level} must be ({rows}, {layout[level].Count}, {layout[level].CodebookSize}); got [{string.Join(", ", targets[level].shape)}].", nameof(targets));
        }
    }
}
