using System.Numerics;

namespace HierVQ.Codes;

/// <summary>
/// The places of a code pyramid in the order in which a prior reads them: level by level from the top, each level's map in an ordering, the
/// codes of a position one after the other.
/// </summary>
internal static class CodeOrder
{
    /// <summary>The places of a flat pyramid in order: entry k is where the k-th code of the sequence lies.</summary>
    /// <exception cref="ArgumentException">The ordering does not go through maps of a level's size.</exception>
    public static int[] OfPyramid(CodeOrdering ordering, CodeLayout layout)
    {
        var order = new List<int>(layout.TotalCodes);
        for (int level = 0; level < layout.Count; level++)
        {
            CodeLevel map = layout[level];
            Check(ordering, map.Height, map.Width, $"level {level}");
            foreach (int position in OfMap(ordering, map.Height, map.Width))
            {
                for (int depth = 0; depth < map.Depth; depth++)
                    order.Add(layout.Offset(level) + (position * map.Depth) + depth);
            }
        }
        return [.. order];
    }

    /// <summary>The raster positions of a map in order: entry k is the position that comes k-th.</summary>
    /// <exception cref="ArgumentException">The ordering does not go through maps of this size.</exception>
    public static int[] OfMap(CodeOrdering ordering, int height, int width)
    {
        Check(ordering, height, width, "the map");
        return ordering switch
        {
            CodeOrdering.RowMajor => [.. Enumerable.Range(0, height * width)],
            CodeOrdering.SpiralOut => SpiralOut(height),
            CodeOrdering.SpiralIn => [.. SpiralOut(height).Reverse()],
            CodeOrdering.ZCurve => [.. Enumerable.Range(0, height * width).OrderBy(position => Morton(position / width, position % width))],
            CodeOrdering.Subsample => Subsample(height),
            CodeOrdering.Alternate => [.. Enumerable.Range(0, height * width).Select(k => k / width % 2 == 0 ? k : (((k / width) + 1) * width) - 1 - (k % width))],
            _ => throw new ArgumentOutOfRangeException(nameof(ordering), ordering, $"There is no ordering {ordering}."),
        };
    }

    /// <summary>For each place its number in an order.</summary>
    public static int[] Inverse(ReadOnlySpan<int> order)
    {
        var inverse = new int[order.Length];
        for (int k = 0; k < order.Length; k++)
            inverse[order[k]] = k;
        return inverse;
    }

    private static void Check(CodeOrdering ordering, int height, int width, string what)
    {
        (bool fits, string needs) = ordering switch
        {
            CodeOrdering.SpiralOut or CodeOrdering.SpiralIn => (height == width && height % 2 == 0, "square maps of an even side"),
            CodeOrdering.ZCurve => (BitOperations.IsPow2(height) && BitOperations.IsPow2(width), "maps whose sides are powers of two"),
            CodeOrdering.Subsample => (height == width && BitOperations.IsPow2(height), "square maps whose side is a power of two"),
            _ => (true, ""),
        };
        if (!fits)
            throw new ArgumentException($"The ordering {ordering} goes through {needs}, but {what} is {height}x{width}; {CodeOrdering.RowMajor} and {CodeOrdering.Alternate} take any.", nameof(ordering));
    }

    private static int[] SpiralOut(int side)
    {
        var order = new int[side * side];
        (int row, int column, int count) = (side / 2, (side / 2) - 1, 0);
        order[count++] = (row * side) + column;
        // Legs up, right, down, left and so on, of lengths 1, 1, 2, 2, 3, 3, ...; the last, one shorter than its number says, fills the last column.
        for (int leg = 0; count < order.Length; leg++)
        {
            (int down, int right) = (leg % 4) switch { 0 => (-1, 0), 1 => (0, 1), 2 => (1, 0), _ => (0, -1) };
            for (int step = 0; step < (leg / 2) + 1 && count < order.Length; step++)
            {
                (row, column) = (row + down, column + right);
                order[count++] = (row * side) + column;
            }
        }
        return order;
    }

    private static long Morton(int row, int column)
    {
        long code = 0;
        for (int bit = 0; bit < 31; bit++)
            code |= ((long)((row >> bit) & 1) << ((2 * bit) + 1)) | ((long)((column >> bit) & 1) << (2 * bit));
        return code;
    }

    /// <summary>Splitting by the parities of row and column, lowest bits first, comes to reading the bits of row and column backwards.</summary>
    private static int[] Subsample(int side)
    {
        var order = new int[side * side];
        for (int position = 0; position < order.Length; position++)
        {
            int place = 0;
            (int row, int column) = (position / side, position % side);
            for (int rest = side; rest > 1; rest /= 2, row /= 2, column /= 2)
                place = (4 * place) + (2 * (row % 2)) + (column % 2);
            order[place] = position;
        }
        return order;
    }
}
