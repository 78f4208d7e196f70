using System.Collections.Immutable;
using HierVQ.Codes;

namespace HierVQ.Metrics;

/// <summary>How often the codes of each level occur: the share in use, the entropy and the perplexity.</summary>
public sealed class CodeUsage
{
    private readonly long[][] _counts;

    /// <summary>Starts with no code seen.</summary>
    public CodeUsage(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _counts = [.. layout.Select(level => new long[level.CodebookSize])];
    }

    /// <summary>The shape of a pyramid.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Counts the codes of whole pyramids.</summary>
    /// <param name="codes">pyramids x codes of a pyramid, flat, in pyramid order.</param>
    /// <exception cref="ArgumentException">The codes are not whole pyramids.</exception>
    public void Add(ReadOnlySpan<int> codes)
    {
        if (codes.Length % Layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are not whole pyramids of {Layout.TotalCodes}.", nameof(codes));
        for (int i = 0; i < codes.Length; i += Layout.TotalCodes)
        {
            for (int level = 0; level < Layout.Count; level++)
            {
                long[] counts = _counts[level];
                foreach (int code in codes.Slice(i + Layout.Offset(level), Layout[level].Count))
                    counts[code]++;
            }
        }
    }

    /// <summary>Adds counts that were taken elsewhere.</summary>
    /// <param name="counts">The counts of every code, level after level.</param>
    internal void AddCounts(ReadOnlySpan<long> counts)
    {
        foreach (long[] level in _counts)
        {
            for (int code = 0; code < level.Length; code++)
                level[code] += counts[code];
            counts = counts[level.Length..];
        }
    }

    /// <summary>How often each code of a level was seen.</summary>
    public ReadOnlySpan<long> Counts(int level) => _counts[level];

    /// <summary>Codes of a level that were seen at least once.</summary>
    public int Used(int level) => _counts[level].Count(count => count > 0);

    /// <summary>A level, the share of its codes that were seen at least once, 0 to 1.</summary>
    public ImmutableArray<double> Shares => [.. _counts.Select((counts, level) => (double)Used(level) / counts.Length)];

    /// <summary>A level, the perplexity of its codes: exp of their entropy. 1 when one code does everything, K when all are used alike.</summary>
    public ImmutableArray<double> Perplexities => [.. _counts.Select(counts => Math.Exp(EntropyInNats(counts)))];

    /// <summary>The entropy of a level's codes in nats.</summary>
    public double Entropy(int level) => EntropyInNats(_counts[level]);

    /// <summary>Entropy, in nats, of a distribution given by counts; 0 without any.</summary>
    internal static double EntropyInNats(ReadOnlySpan<long> counts)
    {
        double total = 0, sum = 0;
        foreach (long count in counts)
            total += count;
        foreach (long count in counts)
        {
            if (count > 0)
                sum -= count / total * Math.Log(count / total);
        }
        return sum;
    }
}
