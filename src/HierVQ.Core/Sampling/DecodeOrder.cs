using HierVQ.Codes;

namespace HierVQ.Sampling;

/// <summary>The order in which a prior draws the codes of a pyramid: steps of its main network, each with draws one after the other.</summary>
internal sealed class DecodeOrder
{
    private readonly DecodeDraw[][] _steps;

    /// <exception cref="ArgumentException">The draws are not each code of the layout once.</exception>
    public DecodeOrder(CodeLayout layout, IEnumerable<DecodeDraw[]> steps)
    {
        _steps = [.. steps];
        int[] all = [.. _steps.SelectMany(draws => draws).SelectMany(draw => draw.Indices).Order()];
        if (!all.AsSpan().SequenceEqual([.. Enumerable.Range(0, layout.TotalCodes)]))
            throw new ArgumentException($"An order must draw each of the {layout.TotalCodes} codes once.", nameof(steps));
        MostCodes = _steps.SelectMany(draws => draws).Max(draw => draw.Indices.Length);
        MostLogits = _steps.SelectMany(draws => draws).Max(draw => draw.Indices.Length * layout[draw.Level].CodebookSize);
    }

    /// <summary>Number of steps.</summary>
    public int Count => _steps.Length;

    /// <summary>The draws of a step.</summary>
    public IReadOnlyList<DecodeDraw> this[int step] => _steps[step];

    /// <summary>The most codes of a row that are drawn at once.</summary>
    public int MostCodes { get; }

    /// <summary>The most logits of a row at once.</summary>
    public int MostLogits { get; }

    /// <summary>Every draw.</summary>
    public IEnumerable<DecodeDraw> Draws => _steps.SelectMany(draws => draws);

    /// <summary>A step a code, in the given order of flat indices.</summary>
    public static DecodeOrder OneByOne(CodeLayout layout, IEnumerable<int> indices) =>
        new(layout, indices.Select(index => (DecodeDraw[])[new DecodeDraw(LevelOf(layout, index), [index], LevelOf(layout, index))]));

    private static int LevelOf(CodeLayout layout, int index)
    {
        int level = layout.Count - 1;
        while (layout.Offset(level) > index)
            level--;
        return level;
    }
}
