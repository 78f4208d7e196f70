using HierVQ.Codes;
using HierVQ.Sampling;

namespace HierVQ.Priors;

/// <summary>
/// Draws pyramids level by level, each with its prior's own sampler. A code draws with the random number of its place in the whole pyramid, so that
/// a level draws the same whether those above it were drawn before or given. Guidance is by the stack's condition alone: levels that do not see it go without.
/// </summary>
internal sealed class PriorStackSampler : ICodeSampler
{
    private readonly PriorStack _stack;
    private readonly CodeLayout _layout;
    private readonly DecodeOrder _order;
    private readonly ICodeSampler[] _samplers;
    private bool _disposed;

    public PriorStackSampler(PriorStack stack, IEnumerable<ICodeSampler> samplers)
    {
        (_stack, _layout) = (stack, stack.Layout);
        _order = DecodeOrder.OneByOne(_layout, Enumerable.Range(0, _layout.TotalCodes));
        _samplers = [.. samplers];
    }

    /// <inheritdoc/>
    public void Sample(Span<int> codes, ReadOnlySpan<int> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int rows = SamplingRequest.Check(codes, conditions, seeds, options, logProbabilities, _layout, _stack.Input, _order);
        for (int level = 0; level < _samplers.Length; level++)
        {
            int first = _layout.Offset(level), count = _layout[level].Count;
            int[] own = Columns<int>(codes, rows, first, count);
            if (!logProbabilities.IsEmpty || own.Contains(-1))
            {
                float[] logs = new float[logProbabilities.IsEmpty ? 0 : own.Length];
                try
                {
                    _samplers[level].Sample(own, Told(level, codes, conditions, rows), [.. seeds.ToArray().Select(seed => RowGenerator.SeedAt(seed, first))],
                        Of(options, level), logs, progress is null ? null : new Part(progress, rows * first), cancellationToken);
                }
                finally
                {
                    Put(own, codes, rows, first, count); // in part, if it was cancelled
                }
                if (logs.Length > 0)
                    Put(logs, logProbabilities, rows, first, count);
            }
            else
            {
                progress?.Report(rows * (first + count));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        foreach (ICodeSampler sampler in _samplers)
            sampler.Dispose();
    }

    private SamplingOptions Of(SamplingOptions options, int level) => new()
    {
        Temperature = options.Temperature[level],
        TopK = options.TopK[level],
        TopP = options.TopP[level],
        Guidance = _stack.Sees(level) ? options.Guidance[level] : 1,
    };

    // What a level is told: the stack's condition, if it sees it, and then the codes above.
    private int[] Told(int level, ReadOnlySpan<int> codes, ReadOnlySpan<int> conditions, int rows)
    {
        int own = _stack.Sees(level) ? _stack.Condition.Length : 0, above = _layout.Offset(level);
        int[] told = new int[rows * (own + above)];
        for (int row = 0; row < rows; row++)
        {
            Span<int> of = told.AsSpan(row * (own + above), own + above);
            if (conditions.IsEmpty)
                of[..own].Fill(-1);
            else
                conditions.Slice(row * _stack.Condition.Length, own).CopyTo(of);
            codes.Slice(row * _layout.TotalCodes, above).CopyTo(of[own..]);
        }
        return told;
    }

    private T[] Columns<T>(ReadOnlySpan<T> all, int rows, int first, int count)
    {
        var part = new T[rows * count];
        for (int row = 0; row < rows; row++)
            all.Slice((row * _layout.TotalCodes) + first, count).CopyTo(part.AsSpan(row * count));
        return part;
    }

    private void Put<T>(ReadOnlySpan<T> part, Span<T> all, int rows, int first, int count)
    {
        for (int row = 0; row < rows; row++)
            part.Slice(row * count, count).CopyTo(all[((row * _layout.TotalCodes) + first)..]);
    }

    /// <summary>Progress of one level among all.</summary>
    private sealed class Part(IProgress<int> all, int before) : IProgress<int>
    {
        public void Report(int value) => all.Report(before + value);
    }
}
