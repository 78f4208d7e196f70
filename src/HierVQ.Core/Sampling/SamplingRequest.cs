using HierVQ.Codes;
using HierVQ.Priors;

namespace HierVQ.Sampling;

/// <summary>Checks of what a sampler is asked for, before any work.</summary>
internal static class SamplingRequest
{
    /// <returns>The number of rows.</returns>
    public static int Check(ReadOnlySpan<int> codes, ReadOnlySpan<int> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        ReadOnlySpan<float> logProbabilities, CodeLayout layout, ConditionInput condition, DecodeOrder order)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Settings(options, layout, condition, order);
        int rows = seeds.Length, length = condition.Shape.Length;
        if (codes.Length != (long)rows * layout.TotalCodes)
            throw new ArgumentException($"{rows} seeds need {(long)rows * layout.TotalCodes} codes, {layout.TotalCodes} a row for {layout}; got {codes.Length}.", nameof(codes));
        if (!conditions.IsEmpty && conditions.Length != (long)rows * length)
            throw new ArgumentException($"{rows} seeds need {(long)rows * length} numbers of conditions, {length} a row for {condition.Shape}, or none; got {conditions.Length}.", nameof(conditions));
        if (!logProbabilities.IsEmpty && logProbabilities.Length != codes.Length)
            throw new ArgumentException($"{codes.Length} codes need as many log-probabilities, or none; got {logProbabilities.Length}.", nameof(logProbabilities));
        Span<int> entries = new int[length];
        for (int row = 0; row < rows; row++)
            condition.Row(conditions.IsEmpty ? [] : conditions.Slice(row * length, length), entries);
        for (int level = 0; level < layout.Count; level++)
        {
            for (int row = 0; row < rows; row++)
            {
                foreach (int code in codes.Slice((row * layout.TotalCodes) + layout.Offset(level), layout[level].Count))
                {
                    if (code != -1)
                        PriorCheck.Code(code, level, layout);
                }
            }
        }
        return rows;
    }

    private static void Settings(SamplingOptions options, CodeLayout layout, ConditionInput condition, DecodeOrder order)
    {
        foreach ((int level, int setting) in order.Draws.Select(draw => (draw.Level, draw.Setting)).Distinct())
        {
            if (options.TopK[setting] > layout[level].CodebookSize)
                throw new ArgumentOutOfRangeException(nameof(options), options.TopK[setting],
                    $"TopK is {options.TopK[setting]} for level {level}, whose codebook has {layout[level].CodebookSize} codes; it must be at most that, or 0 to keep all.");
        }
        if (options.IsGuided && !condition.CanGuide)
            throw new ArgumentException(condition.Shape.Parts.Any(part => part.CanBeDropped)
                ? $"Guidance is {options.Guidance}, but the prior was trained without ConditionDropout and knows no 'without': train with ConditionDropout above 0 (0.1 for example), or leave Guidance at 1."
                : $"Guidance is {options.Guidance}, but the prior has no condition to be guided by; leave Guidance at 1.", nameof(options));
    }
}
