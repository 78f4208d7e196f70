using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>The losses of one training step. Disposing it frees its tensors; the dispose scope in which it was made does so too.</summary>
/// <param name="Total">What to go backward from: a scalar.</param>
/// <param name="Reconstruction">The reconstruction term of it.</param>
/// <param name="Commitment">The commitment of all levels, its weight included.</param>
/// <param name="Codes">The codes of the batch, (N, TotalCodes) Int64.</param>
public sealed record TokenizerLoss(Tensor Total, Tensor Reconstruction, Tensor Commitment, Tensor Codes) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Total.Dispose();
        Reconstruction.Dispose();
        Commitment.Dispose();
        Codes.Dispose();
    }
}
