using static TorchSharp.torch;

namespace HierVQ.Tokenizers;

/// <summary>The losses of one training step. Its tensors belong to the dispose scope in which it was made.</summary>
/// <param name="Total">What to go backward from: a scalar.</param>
/// <param name="SquaredError">The mean squared error of the reconstruction over [-1, 1], whatever the loss is: progress makes PSNR of it. Null where there are no pixels to compare.</param>
/// <param name="Codes">The codes of the batch, (N, TotalCodes) Int64.</param>
/// <param name="Terms">The terms of the total, for reports.</param>
public sealed record TokenizerLoss(Tensor Total, Tensor? SquaredError, Tensor Codes, IReadOnlyList<LossTerm> Terms)
{
    /// <summary>Segmentations: the share of pixels whose class comes back right, a scalar; null for others.</summary>
    public Tensor? RightPixels { get; init; }
}
