using HierVQ.Codes;

namespace HierVQ;

/// <summary>The part of an image that completing keeps; the rest is drawn anew. Coordinates are shares of height and width, 0 to 1.</summary>
public sealed class KeepRegion
{
    private readonly Func<double, double, double, double, bool> _covers;

    private KeepRegion(Func<double, double, double, double, bool> covers) => _covers = covers;

    /// <summary>The upper half. Priors draw from top to bottom, so that what comes is drawn in view of all that is kept.</summary>
    public static KeepRegion TopHalf { get; } = Rectangle(0, 0, 0.5, 1);

    /// <summary>The left half.</summary>
    public static KeepRegion LeftHalf { get; } = Rectangle(0, 0, 1, 0.5);

    /// <summary>A rectangle.</summary>
    /// <param name="top">Where it begins, as a share of the height, from 0.</param>
    /// <param name="left">Where it begins, as a share of the width, from 0.</param>
    /// <param name="bottom">Where it ends, as a share of the height, above <paramref name="top"/> and at most 1.</param>
    /// <param name="right">Where it ends, as a share of the width, above <paramref name="left"/> and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A share is not from 0 to 1, or the rectangle is empty.</exception>
    public static KeepRegion Rectangle(double top, double left, double bottom, double right)
    {
        if (!(top >= 0 && bottom <= 1 && top < bottom))
            throw new ArgumentOutOfRangeException(nameof(top), $"The rectangle goes from {top} to {bottom} of the height; that must be upwards within 0 to 1.");
        if (!(left >= 0 && right <= 1 && left < right))
            throw new ArgumentOutOfRangeException(nameof(left), $"The rectangle goes from {left} to {right} of the width; that must be upwards within 0 to 1.");
        // A hair of tolerance, for thirds and the like.
        const double Hair = 1e-9;
        return new KeepRegion((y0, x0, y1, x1) => y0 >= top - Hair && x0 >= left - Hair && y1 <= bottom + Hair && x1 <= right + Hair);
    }

    /// <summary>Everything but another region: inpainting. Codes whose cells lie in that region only in part are kept.</summary>
    /// <param name="hole">The region to draw anew.</param>
    public static KeepRegion Except(KeepRegion hole)
    {
        ArgumentNullException.ThrowIfNull(hole);
        return new KeepRegion((y0, x0, y1, x1) => !hole._covers(y0, x0, y1, x1));
    }

    /// <summary>A mask over the image, of any resolution: true is kept. A code is kept where the mask is true all over its cell.</summary>
    /// <param name="keep">Rows and columns.</param>
    /// <exception cref="ArgumentException">The mask is empty.</exception>
    public static KeepRegion Mask(bool[,] keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        if (keep.Length == 0)
            throw new ArgumentException("The mask is empty; it needs at least one row and one column.", nameof(keep));
        var mask = (bool[,])keep.Clone();
        (int height, int width) = (mask.GetLength(0), mask.GetLength(1));
        return new KeepRegion((y0, x0, y1, x1) =>
        {
            for (int y = (int)(y0 * height); y < Math.Ceiling(y1 * height); y++)
            {
                for (int x = (int)(x0 * width); x < Math.Ceiling(x1 * width); x++)
                {
                    if (!mask[y, x])
                        return false;
                }
            }
            return true;
        });
    }

    /// <summary>For each code of a pyramid whether it is not kept.</summary>
    internal bool[] Holes(CodeLayout layout)
    {
        bool[] holes = new bool[layout.TotalCodes];
        for (int level = 0; level < layout.Count; level++)
        {
            CodeLevel map = layout[level];
            for (int i = 0; i < map.Count; i++)
                holes[layout.Offset(level) + i] = !Covers(i / map.Depth / map.Width, i / map.Depth % map.Width, map.Height, map.Width);
        }
        return holes;
    }

    /// <summary>Whether the cell of a code is kept.</summary>
    internal bool Covers(int row, int column, int height, int width) =>
        _covers((double)row / height, (double)column / width, (row + 1.0) / height, (column + 1.0) / width);
}
