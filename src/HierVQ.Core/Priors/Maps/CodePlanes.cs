using HierVQ.Codes;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>
/// One level of codes that a prior over another map is told of: where its numbers lie in a row's condition, and how its map comes to the prior's
/// size. A coarser map is brought up after convolutions; a finer one is folded, so that each position has several codes.
/// </summary>
internal sealed class CodePlanes
{
    private readonly int _offset;
    private readonly CodeLevel _told;
    private readonly int _fold;

    /// <param name="told">The level that the prior is told of.</param>
    /// <param name="offset">Where its numbers begin in a row's condition.</param>
    /// <param name="classes">Entries that each of its codes may have.</param>
    /// <param name="level">The level of the prior.</param>
    /// <exception cref="ArgumentException">The sizes do not divide.</exception>
    public CodePlanes(CodeLevel told, int offset, int classes, CodeLevel level)
    {
        Check(told, level);
        (_told, _offset, Classes) = (told, offset, classes);
        _fold = Math.Max(1, told.Height / level.Height);
        Factor = Math.Max(1, level.Height / told.Height);
    }

    /// <summary>Entries that each code may have.</summary>
    public int Classes { get; }

    /// <summary>Codes of a position.</summary>
    public int Count => _told.Depth * _fold * _fold;

    /// <summary>Rows of the map that convolutions see.</summary>
    public int Height => _told.Height / _fold;

    /// <summary>Columns of the map that convolutions see.</summary>
    public int Width => _told.Width / _fold;

    /// <summary>How much coarser that map is than the prior's.</summary>
    public int Factor { get; }

    /// <exception cref="ArgumentException">The sizes do not divide.</exception>
    public static void Check(CodeLevel told, CodeLevel level)
    {
        bool coarser = level.Height % told.Height == 0 && level.Width % told.Width == 0 && level.Height / told.Height == level.Width / told.Width;
        bool finer = told.Height % level.Height == 0 && told.Width % level.Width == 0 && told.Height / level.Height == told.Width / level.Width;
        if (!coarser && !finer)
            throw new ArgumentException($"A prior over {level.Height}x{level.Width} codes cannot be told of {told.Height}x{told.Width} ones: one size must be a whole multiple of the other, the same in both directions.", nameof(told));
    }

    /// <summary>The map of codes, (N, codes of a position, height, width), of conditions (N, length).</summary>
    public Tensor Of(Tensor entries) => entries.narrow(1, _offset, _told.Count)
        .view(-1, Height, _fold, Width, _fold, _told.Depth)
        .permute(0, 5, 2, 4, 1, 3) // (N, depth, fold, fold, height, width)
        .reshape(-1, Count, Height, Width);

    /// <summary>The same for one row in memory: entry <c>plane · Classes + code</c> of plane p, row y and column x at <c>(p · height + y) · width + x</c>.</summary>
    public void Inputs(ReadOnlySpan<int> entries, Span<int> inputs)
    {
        for (int i = 0; i < _told.Count; i++)
        {
            (int place, int depth) = Math.DivRem(i, _told.Depth);
            (int y, int x) = Math.DivRem(place, _told.Width);
            int plane = (((depth * _fold) + (y % _fold)) * _fold) + (x % _fold);
            inputs[(((plane * Height) + (y / _fold)) * Width) + (x / _fold)] = (plane * Classes) + entries[_offset + i];
        }
    }
}
