using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ.Sampling;

/// <summary>
/// Draws code maps larger than those that a prior was trained on: position by position in raster order, each by what the prior says in a window
/// around it (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021, section 3.2). It serves one thread at a time.
/// </summary>
public sealed class SlidingWindowSampler : IDisposable
{
    private readonly ICodeSampler _sampler;
    private readonly ConditionShape _condition;

    /// <summary>Makes the sampler for the weights of this moment.</summary>
    /// <param name="prior">A prior over codes of one level that reads them row by row.</param>
    /// <param name="options">How it runs and how many maps at once; null for the defaults.</param>
    /// <exception cref="ArgumentException">The prior has several levels, or another order.</exception>
    public SlidingWindowSampler(IPrior prior, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prior);
        if (prior.Layout.Count != 1)
            throw new ArgumentException($"Windows slide over one level; the prior models {prior.Layout}.", nameof(prior));
        if (prior.Options is RasterTransformerOptions { Ordering: not CodeOrdering.RowMajor } raster)
            throw new ArgumentException($"Windows slide row by row, but the prior has the ordering {raster.Ordering}; train it with {CodeOrdering.RowMajor}.", nameof(prior));
        (Window, _condition) = (prior.Layout[0], prior.Condition);
        _sampler = prior.CreateSampler(options);
    }

    /// <summary>The maps that the prior models: the size of a window.</summary>
    public CodeLevel Window { get; }

    /// <summary>
    /// Fills the holes of code maps. Codes that are there are kept, and what comes after them is drawn given them. A map of the window's own size is
    /// drawn as the prior's own sampler draws it.
    /// </summary>
    /// <param name="codes">Maps one after the other, each in raster order, the codes of a position together; -1 is a hole. Filled in place.</param>
    /// <param name="height">Rows of a map, at least those of <see cref="Window"/>.</param>
    /// <param name="width">Columns of a map, at least those of <see cref="Window"/>.</param>
    /// <param name="conditions">What the prior is told about each window, for each part of its condition in order; empty for none.</param>
    /// <param name="seeds">The seed of each map: what it draws depends on its seed and its codes, not on the other maps.</param>
    /// <param name="options">Temperature, top-k, top-p and guidance.</param>
    /// <param name="progress">Told the number of positions done, of maps times positions in all.</param>
    /// <param name="cancellationToken">Ends the work between two codes with <see cref="OperationCanceledException"/>; maps are then filled in part.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, or a code or a condition is out of range, or a condition is missing where the prior needs one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A map is smaller than the window, or a sampling option is out of its range.</exception>
    public void Sample(Span<int> codes, int height, int width, IReadOnlyList<WindowCondition> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(options);
        Check(codes, height, width, conditions, seeds.Length);
        int positions = height * width, last;
        for (int first = 0; first < positions; first = last)
        {
            // Positions that follow each other and have the same window are drawn together: nothing changes for the second but one more code.
            CodeWindow window = Around(first, height, width);
            for (last = first + 1; last < positions && Around(last, height, width) == window; last++)
            {
            }
            Draw(codes, height, width, window, first, last, conditions, seeds, options, cancellationToken);
            progress?.Report(last * seeds.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sampler.Dispose();

    private CodeWindow Around(int position, int height, int width) =>
        CodeWindow.Around(position / width, position % width, height, width, Window.Height, Window.Width);

    private void Draw(Span<int> codes, int height, int width, CodeWindow window, int first, int last, IReadOnlyList<WindowCondition> conditions,
        ReadOnlySpan<ulong> seeds, SamplingOptions options, CancellationToken cancellationToken)
    {
        int total = height * width * Window.Depth, rows = seeds.Length;
        bool holes = false;
        for (int row = 0; row < rows && !holes; row++)
            holes = codes.Slice((row * total) + (first * Window.Depth), (last - first) * Window.Depth).Contains(-1);
        if (!holes)
            return;
        int to = Local(last - 1, width, window) + Window.Depth;
        var crops = new int[rows * Window.Count];
        var told = new List<int>();
        var parts = new ulong[rows];
        for (int row = 0; row < rows; row++)
        {
            Span<int> crop = crops.AsSpan(row * Window.Count, Window.Count);
            window.Of(codes.Slice(row * total, total), width, Window.Depth).CopyTo(crop);
            crop[to..].Clear(); // what comes later is not read, and is not asked for here
            for (int part = 0; part < conditions.Count; part++)
                told.AddRange(conditions[part].Of(_condition.Parts[part], window, height, width, row));
            // Windows have different numbers to draw with, or the middle of every one would be drawn with the same.
            parts[row] = RowGenerator.Derive(seeds[row], (ulong)((window.Top * (long)width) + window.Left));
        }
        _sampler.Sample(crops, [.. told], parts, options, cancellationToken: cancellationToken);
        for (int row = 0; row < rows; row++)
        {
            for (int position = first; position < last; position++)
            {
                crops.AsSpan((row * Window.Count) + Local(position, width, window), Window.Depth)
                    .CopyTo(codes.Slice((row * total) + (position * Window.Depth), Window.Depth));
            }
        }
    }

    // Where in the window's codes a position of the map begins.
    private int Local(int position, int width, CodeWindow window) => ((((position / width) - window.Top) * Window.Width) + (position % width) - window.Left) * Window.Depth;

    private void Check(ReadOnlySpan<int> codes, int height, int width, IReadOnlyList<WindowCondition> conditions, int rows)
    {
        OptionCheck.AtLeast(height, Window.Height);
        OptionCheck.AtLeast(width, Window.Width);
        if (codes.Length != (long)rows * height * width * Window.Depth)
            throw new ArgumentException($"{rows} seeds need {(long)rows * height * width * Window.Depth} codes, {height}x{width}{(Window.Depth > 1 ? $"x{Window.Depth}" : "")} a map; got {codes.Length}.", nameof(codes));
        var layout = new CodeLayout(Window);
        foreach (int code in codes)
        {
            if (code != -1)
                PriorCheck.Code(code, 0, layout);
        }
        if (conditions.Count > 0 && conditions.Count != _condition.Parts.Count)
            throw new ArgumentException($"The prior's condition has {_condition.Parts.Count} parts ({_condition}), and {conditions.Count} were given; give one for each, or none.", nameof(conditions));
        for (int part = 0; part < conditions.Count; part++)
            conditions[part].Check(_condition.Parts[part], Window, height, width, rows);
    }
}
