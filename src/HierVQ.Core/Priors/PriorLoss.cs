using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>The loss of one training step.</summary>
/// <param name="Total">What is minimised, a scalar with gradient.</param>
/// <param name="Levels">The mean cross-entropy a code of each level in nats, coarse to fine, scalars.</param>
public sealed record PriorLoss(Tensor Total, IReadOnlyList<Tensor> Levels) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Total.Dispose();
        foreach (Tensor level in Levels)
            level.Dispose();
    }
}
