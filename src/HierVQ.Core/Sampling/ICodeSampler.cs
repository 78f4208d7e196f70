namespace HierVQ.Sampling;

/// <summary>Draws code pyramids from a prior. It owns its memory and serves one thread at a time.</summary>
public interface ICodeSampler : IDisposable
{
    /// <summary>
    /// Fills the holes of code pyramids, in the order in which the model generates. Codes that are there are kept, and what comes after
    /// them is drawn given them: completion and inpainting are this too.
    /// </summary>
    /// <param name="codes">Rows of pyramids, each in pyramid order; -1 is a hole. Filled in place.</param>
    /// <param name="classes">The class of each row, -1 for none; or empty where no row has one.</param>
    /// <param name="seeds">The seed of each row: what a row draws depends on its seed and its codes, not on the other rows.</param>
    /// <param name="options">Temperature, top-k and top-p. Label and seed in it are not used here.</param>
    /// <param name="logProbabilities">If not empty, filled with the log-probability, in nats, that the model itself (before temperature, top-k and top-p) gives each code, kept ones included.</param>
    /// <param name="progress">Told the number of positions done, of rows times positions in all.</param>
    /// <param name="cancellationToken">Ends the work between two positions with <see cref="OperationCanceledException"/>; codes are then filled in part.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, or a code or class is out of range, or a class is missing where the model needs one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A sampling option is out of its range.</exception>
    void Sample(Span<int> codes, ReadOnlySpan<int> classes, ReadOnlySpan<ulong> seeds, SamplingOptions options,
        Span<float> logProbabilities = default, IProgress<int>? progress = null, CancellationToken cancellationToken = default);
}
