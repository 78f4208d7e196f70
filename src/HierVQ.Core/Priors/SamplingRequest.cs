using HierVQ.Codes;

namespace HierVQ.Priors;

/// <summary>Checks of what a sampler is asked for, before any work.</summary>
internal static class SamplingRequest
{
    /// <returns>The number of rows.</returns>
    public static int Check(ReadOnlySpan<int> codes, ReadOnlySpan<int> classes, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        ReadOnlySpan<float> logProbabilities, CodeLayout layout, Condition condition)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        int rows = seeds.Length;
        if (codes.Length != (long)rows * layout.TotalCodes)
            throw new ArgumentException($"{rows} seeds need {(long)rows * layout.TotalCodes} codes, {layout.TotalCodes} a row for {layout}; got {codes.Length}.", nameof(codes));
        if (!classes.IsEmpty && classes.Length != rows)
            throw new ArgumentException($"{rows} seeds need {rows} classes, or none; got {classes.Length}.", nameof(classes));
        if (!logProbabilities.IsEmpty && logProbabilities.Length != codes.Length)
            throw new ArgumentException($"{codes.Length} codes need as many log-probabilities, or none; got {logProbabilities.Length}.", nameof(logProbabilities));
        for (int row = 0; row < rows; row++)
            condition.Row(classes.IsEmpty ? -1 : classes[row]);
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
}
