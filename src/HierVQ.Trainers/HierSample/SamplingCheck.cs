using HierVQ.Codes;

namespace HierVQ.Trainers;

/// <summary>What sampling options ask of a prior, checked before any row is read.</summary>
internal static class SamplingCheck
{
    /// <exception cref="ArgumentOutOfRangeException">Top-k is above the codebook.</exception>
    /// <exception cref="ArgumentException">Guidance is asked of a prior that has no condition, or was trained without condition dropout.</exception>
    public static void Check(SharedPrior prior, SamplingOptions options)
    {
        CodeLayout layout = prior.Prior.Layout;
        foreach (int k in options.TopK.Values)
        {
            if (k > layout.MaxCodebookSize)
                throw new ArgumentOutOfRangeException(nameof(SamplingOptions.TopK), k, $"TopK is {k}, but the codebook has {layout.MaxCodebookSize} codes ({layout}); it must be at most that, or 0 to keep all.");
        }
        if (!options.Guidance.Values.Any(scale => scale != 1))
            return;
        if (prior.Condition.Slots.Length == 0)
            throw new ArgumentException($"Guidance is {options.Guidance}, but the prior has no condition to be guided by; leave it at 1.", nameof(SamplingOptions.Guidance));
        if (!prior.Prior.CanBeUnconditional)
            throw new ArgumentException($"Guidance is {options.Guidance}, but the prior was trained without ConditionDropout and knows no 'without': train with ConditionDropout above 0 (0.1 for example), or leave Guidance at 1.", nameof(SamplingOptions.Guidance));
    }
}
