using System.Collections.Immutable;
using HierVQ.Codes;

namespace HierVQ.Metrics;

/// <summary>How often the codes of each level and depth occur: the share in use, the entropy and the perplexity.</summary>
public sealed class CodeUsage
{
    private readonly long[][][] _counts; // by level, depth and code

    /// <summary>Starts with no code seen.</summary>
    public CodeUsage(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        _counts = [.. layout.Select(level => Enumerable.Range(0, level.Depth).Select(_ => new long[level.CodebookSize]).ToArray())];
    }

    /// <summary>The shape of a pyramid.</summary>
    public CodeLayout Layout { get; }

    /// <summary>Counts the codes of whole pyramids.</summary>
    /// <param name="codes">pyramids x codes of a pyramid, flat, in pyramid order.</param>
    /// <exception cref="ArgumentException">The codes are not whole pyramids, or one is a hole or beyond its codebook.</exception>
    public void Add(ReadOnlySpan<int> codes)
    {
        if (codes.Length % Layout.TotalCodes != 0)
            throw new ArgumentException($"{codes.Length} codes are not whole pyramids of {Layout.TotalCodes}.", nameof(codes));
        for (int i = 0; i < codes.Length; i += Layout.TotalCodes)
        {
            for (int level = 0; level < Layout.Count; level++)
                Add(codes.Slice(i + Layout.Offset(level), Layout[level].Count), _counts[level]);
        }
    }

    /// <summary>Adds counts that were taken elsewhere.</summary>
    /// <param name="counts">The counts of every code, level after level and, within each, depth after depth.</param>
    internal void AddCounts(ReadOnlySpan<long> counts)
    {
        foreach (long[] depth in _counts.SelectMany(level => level))
        {
            for (int code = 0; code < depth.Length; code++)
                depth[code] += counts[code];
            counts = counts[depth.Length..];
        }
    }

    /// <summary>How often each code of a level was seen, at any depth.</summary>
    public ReadOnlySpan<long> Counts(int level)
    {
        long[][] depths = _counts[level];
        if (depths.Length == 1)
            return depths[0];
        var sum = new long[Layout[level].CodebookSize];
        foreach (long[] depth in depths)
        {
            for (int code = 0; code < sum.Length; code++)
                sum[code] += depth[code];
        }
        return sum;
    }

    /// <summary>How often each code of a level was seen at a depth.</summary>
    public ReadOnlySpan<long> Counts(int level, int depth) => _counts[level][depth];

    /// <summary>Codes of a level that were seen at least once, at any depth.</summary>
    public int Used(int level) => CountUsed(Counts(level));

    /// <summary>A level, the share of its codes that were seen at least once at any depth, 0 to 1.</summary>
    public ImmutableArray<double> Shares => [.. Layout.Select((level, i) => (double)Used(i) / level.CodebookSize)];

    /// <summary>A level, the perplexity of its codes at all depths: exp of their entropy. 1 when one code does everything, K when all are used alike.</summary>
    public ImmutableArray<double> Perplexities => [.. Layout.Select((_, level) => Math.Exp(Entropy(level)))];

    /// <summary>Each level and depth by itself, level by level from the top.</summary>
    public ImmutableArray<CodebookUsage> Codebooks => [.. _counts.SelectMany((depths, level) => depths.Select((counts, depth) =>
        new CodebookUsage(level, depth, counts.Length, CountUsed(counts), Math.Exp(EntropyInNats(counts)))))];

    /// <summary>The entropy of a level's codes, at all depths, in nats.</summary>
    public double Entropy(int level) => EntropyInNats(Counts(level));

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

    // Depth is innermost.
    private static void Add(ReadOnlySpan<int> codes, long[][] depths)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            long[] counts = depths[i % depths.Length];
            if ((uint)codes[i] >= (uint)counts.Length)
                throw new ArgumentException($"There is the code {codes[i]} in a codebook of {counts.Length}.", nameof(codes));
            counts[codes[i]]++;
        }
    }

    private static int CountUsed(ReadOnlySpan<long> counts)
    {
        int used = 0;
        foreach (long count in counts)
            used += count > 0 ? 1 : 0;
        return used;
    }
}
