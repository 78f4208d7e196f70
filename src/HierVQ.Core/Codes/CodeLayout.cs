using System.Collections;

namespace HierVQ.Codes;

/// <summary>
/// The shape of a code pyramid: its levels from coarse (top) to fine (bottom). A flat vector of a pyramid is level by level, each
/// in raster order, depth innermost.
/// </summary>
public sealed class CodeLayout : IReadOnlyList<CodeLevel>, IEquatable<CodeLayout>
{
    private const int NumbersPerLevel = 4;
    private readonly CodeLevel[] _levels;
    private readonly int[] _offsets;

    /// <summary>Makes a layout of the given levels, coarse to fine.</summary>
    /// <exception cref="ArgumentException">There is no level, or a level has a number below 1 or too many codes to count.</exception>
    public CodeLayout(params IEnumerable<CodeLevel> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        _levels = [.. levels];
        if (_levels.Length == 0)
            throw new ArgumentException("A code layout needs at least one level.", nameof(levels));
        _offsets = new int[_levels.Length];
        long total = 0;
        for (int i = 0; i < _levels.Length; i++)
        {
            CodeLevel level = _levels[i];
            if (level.Height < 1 || level.Width < 1 || level.Depth < 1 || level.CodebookSize < 1)
                throw new ArgumentException($"Level {i} of the code layout is {level}: every number must be at least 1.", nameof(levels));
            _offsets[i] = (int)total;
            total += (long)level.Height * level.Width * level.Depth;
            if (total > int.MaxValue)
                throw new ArgumentException($"The code layout has more than {int.MaxValue} codes at level {i}.", nameof(levels));
        }
        TotalCodes = (int)total;
        MaxCodebookSize = _levels.Max(level => level.CodebookSize);
    }

    /// <summary>Number of levels.</summary>
    public int Count => _levels.Length;

    /// <summary>Codes in a whole pyramid.</summary>
    public int TotalCodes { get; }

    /// <summary>The largest codebook of any level.</summary>
    public int MaxCodebookSize { get; }

    /// <summary>The level at <paramref name="index"/>, 0 being the top.</summary>
    public CodeLevel this[int index] => _levels[index];

    /// <summary>Where the codes of <paramref name="level"/> begin in the flat vector.</summary>
    public int Offset(int level) => _offsets[level];

    /// <summary>Four numbers a level: height, width, depth, codebook size. This is what the annotation <c>CodeLayout</c> holds.</summary>
    public int[] ToArray() => [.. _levels.SelectMany(level => (int[])[level.Height, level.Width, level.Depth, level.CodebookSize])];

    /// <summary>The layout that <see cref="ToArray"/> wrote.</summary>
    /// <exception cref="ArgumentException">The numbers are not four a level, or describe no layout.</exception>
    public static CodeLayout FromArray(ReadOnlySpan<int> numbers)
    {
        if (numbers.Length == 0 || numbers.Length % NumbersPerLevel != 0)
            throw new ArgumentException($"A code layout is four numbers a level; got {numbers.Length} numbers.", nameof(numbers));
        var levels = new CodeLevel[numbers.Length / NumbersPerLevel];
        for (int i = 0; i < levels.Length; i++)
        {
            ReadOnlySpan<int> level = numbers.Slice(i * NumbersPerLevel, NumbersPerLevel);
            levels[i] = new CodeLevel(level[0], level[1], level[2], level[3]);
        }
        return new CodeLayout(levels);
    }

    /// <inheritdoc/>
    public IEnumerator<CodeLevel> GetEnumerator() => ((IEnumerable<CodeLevel>)_levels).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(CodeLayout? other) => other is not null && _levels.AsSpan().SequenceEqual(other._levels);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CodeLayout);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (CodeLevel level in _levels)
            hash.Add(level);
        return hash.ToHashCode();
    }

    /// <summary>For example <c>4x4 of 512 + 8x8 of 512</c>.</summary>
    public override string ToString() => string.Join(" + ", _levels.Select(level =>
        $"{level.Height}x{level.Width}{(level.Depth > 1 ? $"x{level.Depth}" : "")} of {level.CodebookSize}"));
}
