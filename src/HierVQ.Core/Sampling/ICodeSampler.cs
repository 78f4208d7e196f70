namespace HierVQ.Sampling;

/// <summary>Draws code pyramids from a prior. It owns its memory and serves one thread at a time.</summary>
public interface ICodeSampler : IDisposable
{
    /// <summary>
    /// Fills the holes of code pyramids, in the order in which the model generates. Codes that are there are kept, and what comes after
    /// them is drawn given them: completion and inpainting are this too.
    /// </summary>
    /// <param name="codes">Rows of pyramids, each in pyramid order; -1 is a hole. Filled in place.</param>
    /// <param name="conditions">The condition of each row, as the prior's <see cref="Priors.IPrior.Condition"/> says: its numbers, -1 in all of a part for none; or empty where no row has one.</param>
    /// <param name="seeds">The seed of each row: what a row draws depends on its seed and its codes, not on the other rows.</param>
    /// <param name="options">Temperature, top-k, top-p and guidance. Label and seed in it are not used here.</param>
    /// <param name="logProbabilities">If not empty, filled with the log-probability, in nats, that the model itself (before guidance, temperature, top-k and top-p) gives each code, kept ones included.</param>
    /// <param name="progress">Told the number of codes done, of all that were given.</param>
    /// <param name="cancellationToken">Ends the work between two steps with <see cref="OperationCanceledException"/>; codes are then filled in part.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, or a code or a number of a condition is out of range, or a condition is missing where the model needs one, or guidance is asked of a model that was trained without condition dropout.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sampling option is out of its range.</exception>
    void Sample(Span<int> codes, ReadOnlySpan<int> conditions, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default);
}
