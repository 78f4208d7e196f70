using HierVQ.Codes;
using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>Counts codes on the device; they are read when somebody asks.</summary>
internal sealed class UsageMeter : IDisposable
{
    private readonly CodeLayout _layout;
    private readonly Tensor _counts;  // (sum of codebook sizes over levels and depths)
    private readonly Tensor _offsets; // (codes of a pyramid): where the counts of each code's level and depth begin

    /// <summary>Starts with no code seen.</summary>
    public UsageMeter(CodeLayout layout, Device device)
    {
        _layout = layout;
        _counts = zeros(layout.Sum(level => (long)level.Depth * level.CodebookSize), ScalarType.Int64, device).DetachFromDisposeScope();
        var offsets = new long[layout.TotalCodes];
        long begin = 0;
        for (int level = 0; level < layout.Count; level++)
        {
            (int depth, int size) = (layout[level].Depth, layout[level].CodebookSize);
            Span<long> places = offsets.AsSpan(layout.Offset(level), layout[level].Count);
            for (int i = 0; i < places.Length; i++)
                places[i] = begin + (long)(i % depth) * size;
            begin += (long)depth * size;
        }
        _offsets = tensor(offsets, device: device).DetachFromDisposeScope();
    }

    /// <summary>Counts codes.</summary>
    /// <param name="codes">(N, codes of a pyramid), Int64.</param>
    public void Add(Tensor codes)
    {
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor places = (codes + _offsets).flatten();
        _counts.scatter_add_(0, places, ones_like(places));
    }

    /// <summary>Forgets what was seen.</summary>
    public void Clear() => _counts.zero_();

    /// <summary>What was seen.</summary>
    public CodeUsage Read()
    {
        using Tensor counts = _counts.cpu();
        var usage = new CodeUsage(_layout);
        usage.AddCounts(counts.data<long>().ToArray());
        return usage;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _counts.Dispose();
        _offsets.Dispose();
    }
}
