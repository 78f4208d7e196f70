using HierVQ.Codes;

namespace HierVQ.Metrics;

/// <summary>
/// The simplest likelihood model of code pyramids, as a yardstick for priors: every position has its own distribution over the codes,
/// counted over training pyramids, and knows nothing of its neighbours or of a class.
/// </summary>
public sealed class UnigramBits
{
    private readonly CodeLayout _layout;
    private readonly double _smoothing;
    private readonly int[][] _counts;
    private int _pyramids;

    /// <summary>Starts with nothing counted.</summary>
    /// <param name="layout">The shape of a pyramid.</param>
    /// <param name="smoothing">Added to the count of every code at every position (Laplace's rule of succession is 1). Above 0; default 1.</param>
    public UnigramBits(CodeLayout layout, double smoothing = 1)
    {
        ArgumentNullException.ThrowIfNull(layout);
        OptionCheck.Above(smoothing, 0);
        (_layout, _smoothing) = (layout, smoothing);
        _counts = [.. layout.SelectMany(level => Enumerable.Range(0, level.Count).Select(_ => new int[level.CodebookSize]))];
    }

    /// <summary>Counts training pyramids.</summary>
    /// <param name="codes">pyramids x codes of a pyramid, flat, in pyramid order.</param>
    public void Add(ReadOnlySpan<int> codes)
    {
        CheckWhole(codes);
        for (int i = 0; i < codes.Length; i++)
            _counts[i % _layout.TotalCodes][codes[i]]++;
        _pyramids += codes.Length / _layout.TotalCodes;
    }

    /// <summary>Mean bits a code of other pyramids.</summary>
    /// <param name="codes">pyramids x codes of a pyramid, flat, in pyramid order; at least one.</param>
    public double BitsPerCode(ReadOnlySpan<int> codes)
    {
        CheckWhole(codes);
        if (codes.IsEmpty)
            throw new ArgumentException("There is no pyramid to score.", nameof(codes));
        double bits = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            int[] counts = _counts[i % _layout.TotalCodes];
            bits -= Math.Log2((counts[codes[i]] + _smoothing) / (_pyramids + _smoothing * counts.Length));
        }
        return bits / codes.Length;
    }

    private void CheckWhole(ReadOnlySpan<int> codes)
    {
        if (codes.Length % _layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are not whole pyramids of {_layout.TotalCodes}.", nameof(codes));
    }
}
