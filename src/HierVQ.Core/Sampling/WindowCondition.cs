using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ.Sampling;

/// <summary>What a prior is told about each window of a larger map, for one part of its condition.</summary>
public abstract class WindowCondition
{
    private protected WindowCondition()
    {
    }

    /// <summary>The same numbers for every window of a row: its class, or its text.</summary>
    /// <param name="numbers">The numbers of the part; once for all rows, or once a row, one after the other.</param>
    public static WindowCondition Same(params int[] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return new SameNumbers(numbers);
    }

    /// <summary>The codes of another image that is as much larger as the map is, of which each window is told its own place.</summary>
    /// <param name="codes">The whole pyramid of a row after the other: every level of the part's layout, larger by as much as the map is larger than the prior's.</param>
    public static WindowCondition Map(params int[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        return new CodesOfMap(codes);
    }

    /// <summary>Where in the whole map the window lies, see <see cref="CodeCoordinates"/>.</summary>
    /// <param name="factor">Pixels of a position on a side, as in training.</param>
    public static WindowCondition Coordinates(int factor = 16) => new Place(factor);

    /// <summary>Fits the numbers to a part of a prior's condition.</summary>
    /// <param name="part">The part.</param>
    /// <param name="window">The maps that the prior models.</param>
    /// <param name="height">Rows of the whole map.</param>
    /// <param name="width">Columns of the whole map.</param>
    /// <param name="rows">Number of maps.</param>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    internal abstract void Check(ConditionPart part, CodeLevel window, int height, int width, int rows);

    /// <summary>The numbers of a part for one window of one map, after <see cref="Check"/>.</summary>
    internal abstract int[] Of(ConditionPart part, CodeWindow window, int height, int width, int row);

    private sealed class SameNumbers(int[] numbers) : WindowCondition
    {
        internal override void Check(ConditionPart part, CodeLevel window, int height, int width, int rows)
        {
            if (numbers.Length != part.Length && numbers.Length != part.Length * rows)
                throw new ArgumentException($"The prior is told {part}: {part.Length} numbers for all maps, or for each of {rows}; got {numbers.Length}.", "conditions");
        }

        internal override int[] Of(ConditionPart part, CodeWindow window, int height, int width, int row) =>
            numbers.Length == part.Length ? numbers : numbers[(row * part.Length)..((row + 1) * part.Length)];
    }

    private sealed class CodesOfMap(int[] codes) : WindowCondition
    {
        internal override void Check(ConditionPart part, CodeLevel window, int height, int width, int rows)
        {
            if (part.Layout is null)
                throw new ArgumentException($"The prior is told {part}, which is no code map; give {nameof(Same)} or {nameof(Coordinates)}.", "conditions");
            if (part.Layout.FirstOrDefault(level => level.Height % window.Height != 0 || level.Width % window.Width != 0) is { Depth: > 0 } other)
                throw new ArgumentException($"The prior is told codes of {other.Height}x{other.Width} for {window.Height}x{window.Width} of its own; to be cut into windows they must be as many, or a multiple of that on each side.", "conditions");
            int total = Larger(part.Layout, window.Height, window.Width, height, width).TotalCodes;
            if (codes.Length != (long)total * rows)
                throw new ArgumentException($"{rows} maps of {height}x{width} need {(long)total * rows} codes of the condition, {total} a map; got {codes.Length}.", "conditions");
        }

        internal override int[] Of(ConditionPart part, CodeWindow window, int height, int width, int row)
        {
            CodeLayout larger = Larger(part.Layout!, window.Height, window.Width, height, width);
            ReadOnlySpan<int> pyramid = codes.AsSpan(row * larger.TotalCodes, larger.TotalCodes);
            var numbers = new List<int>(part.Length);
            for (int level = 0; level < larger.Count; level++)
            {
                CodeLevel map = part.Layout![level];
                (int down, int across) = (map.Height / window.Height, map.Width / window.Width);
                var of = new CodeWindow(window.Top * down, window.Left * across, map.Height, map.Width);
                numbers.AddRange(of.Of(pyramid.Slice(larger.Offset(level), larger[level].Count), larger[level].Width, map.Depth));
            }
            return [.. numbers];
        }

        private static CodeLayout Larger(CodeLayout layout, int windowHeight, int windowWidth, int height, int width) =>
            new(layout.Select(level => level with { Height = level.Height / windowHeight * height, Width = level.Width / windowWidth * width }));
    }

    private sealed class Place(int factor) : WindowCondition
    {
        internal override void Check(ConditionPart part, CodeLevel window, int height, int width, int rows)
        {
            OptionCheck.AtLeast(factor, 1);
            if (part.Length != window.Height * window.Width)
                throw new ArgumentException($"The prior is told {part}, but coordinates are a token for each of {window.Height}x{window.Width} positions; make it with {nameof(CodeCoordinates)}.{nameof(CodeCoordinates.Condition)}.", "conditions");
        }

        internal override int[] Of(ConditionPart part, CodeWindow window, int height, int width, int row) =>
            CodeCoordinates.Of(window, height, width, part.Vocabulary, factor);
    }
}
