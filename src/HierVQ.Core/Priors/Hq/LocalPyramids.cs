using HierVQ.Codes;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>
/// The order in which HQ-Transformer sees codes: a top code with the 2 x 2 block of codes below it in the next level, the 4 x 4 block in the level
/// after, each read row by row. The codes of such a local pyramid are its slots, the top code being slot 0. Positions come before images, as in the transformer.
/// </summary>
internal sealed class LocalPyramids
{
    private readonly CodeLayout _layout;
    private readonly int _height;
    private readonly int _width;

    /// <exception cref="ArgumentException">The layout does not have levels of depth 1, each twice as high and wide as the one above.</exception>
    public LocalPyramids(CodeLayout layout)
    {
        Check(layout);
        _layout = layout;
        (_height, _width) = (layout[0].Height, layout[0].Width);
    }

    /// <exception cref="ArgumentException">The layout does not have levels of depth 1, each twice as high and wide as the one above.</exception>
    public static void Check(CodeLayout layout)
    {
        bool doubles = layout.Zip(layout.Skip(1), (upper, lower) => lower.Height == 2 * upper.Height && lower.Width == 2 * upper.Width).All(fits => fits);
        if (layout.Count < 2 || layout.Any(level => level.Depth != 1) || !doubles)
            throw new ArgumentException($"HQ-Transformer needs two levels or more, of depth 1 and each twice as high and wide as the level above; the codes are {layout}.", nameof(layout));
    }

    /// <summary>Number of levels L.</summary>
    public int Levels => _layout.Count;

    /// <summary>Number of top codes T.</summary>
    public int Positions => _height * _width;

    /// <summary>Codes of a local pyramid: 1 + 4 + 16 and so on.</summary>
    public int Slots => FirstSlot(Levels);

    /// <summary>Codes of a local pyramid in a level: 1, 4, 16 and so on.</summary>
    public static int Codes(int level) => 1 << (2 * level);

    /// <summary>The first slot of a level.</summary>
    public static int FirstSlot(int level) => (Codes(level) - 1) / 3;

    /// <summary>The level of a slot.</summary>
    public static int Level(int slot)
    {
        int level = 0;
        while (FirstSlot(level + 1) <= slot)
            level++;
        return level;
    }

    /// <summary>The slot above a slot of a lower level.</summary>
    public static int Above(int slot)
    {
        int level = Level(slot), side = 1 << level, code = slot - FirstSlot(level);
        return FirstSlot(level - 1) + (code / side / 2 * (side / 2)) + (code % side / 2);
    }

    /// <summary>Where in a flat pyramid the code of a slot lies.</summary>
    public int Index(int position, int slot)
    {
        int level = Level(slot), side = 1 << level, code = slot - FirstSlot(level);
        int row = (position / _width * side) + (code / side), column = (position % _width * side) + (code % side);
        return _layout.Offset(level) + (row * side * _width) + column;
    }

    /// <summary>Splits pyramids (N, total codes), or a number a code, into levels (4^level, T, N).</summary>
    public Tensor[] Split(Tensor pyramids) => [.. Enumerable.Range(0, Levels).Select(level =>
        Blocks(pyramids.narrow(1, _layout.Offset(level), _layout[level].Count).unsqueeze(-1), level).squeeze(-1).reshape(Codes(level), Positions, -1))];

    /// <summary>Joins levels (4^level, T, N) of a number a code to pyramids (N, total codes).</summary>
    public Tensor Join(IReadOnlyList<Tensor> levels) => cat([.. levels.Select((numbers, level) =>
        numbers.view(1 << level, 1 << level, _height, _width, -1).permute(4, 2, 0, 3, 1).reshape(-1, _layout[level].Count))], 1);

    /// <summary>Vectors of a level in raster order, (N, codes of the level, K), as a view (2^level, 2^level, height, width, N, K) in the order of <see cref="Split"/>.</summary>
    public Tensor Blocks(Tensor vectors, int level) =>
        vectors.reshape(-1, _height, 1 << level, _width, 1 << level, vectors.size(-1)).permute(2, 4, 1, 3, 0, 5);
}
