using HierVQ.Codes;

namespace HierVQ.Trainers;

/// <summary>What sampling options ask of a prior, checked before any row is read.</summary>
internal static class SamplingCheck
{
    /// <exception cref="ArgumentOutOfRangeException">Top-k is above the codebook.</exception>
    /// <exception cref="ArgumentException">Guidance is asked of a prior that has no condition, or was trained without condition dropout.</exception>
    public static void Check(SharedPrior prior, SamplingOptions options)
    {
        TopK(prior.Prior.Layout, options);
        if (!options.Guidance.Values.Any(scale => scale != 1))
            return;
        if (prior.Condition.Slots.Length == 0)
            throw new ArgumentException($"Guidance is {options.Guidance}, but the prior has no condition to be guided by; leave it at 1.", nameof(SamplingOptions.Guidance));
        if (!prior.Prior.CanBeUnconditional)
            throw new ArgumentException($"Guidance is {options.Guidance}, but the prior was trained without ConditionDropout and knows no 'without': train with ConditionDropout above 0 (0.1 for example), or leave Guidance at 1.", nameof(SamplingOptions.Guidance));
    }

    /// <summary>The part that the codes alone say, known before there is a prior.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Top-k is above the codebook of a level.</exception>
    public static void TopK(CodeLayout layout, SamplingOptions options)
    {
        // Where all codes are of one level, settings of a level may be of a depth.
        int settings = layout.Count == 1 ? layout[0].Depth : layout.Count;
        for (int setting = 0; setting < settings; setting++)
        {
            int level = layout.Count == 1 ? 0 : setting, k = options.TopK[setting];
            if (k > layout[level].CodebookSize)
                throw new ArgumentOutOfRangeException(nameof(SamplingOptions.TopK), k, $"TopK is {k} for level {level}, but its codebook has {layout[level].CodebookSize} codes ({layout}); it must be at most that, or 0 to keep all.");
        }
    }
}
