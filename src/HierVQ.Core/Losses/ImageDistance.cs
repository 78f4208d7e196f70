using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>How far the reconstructions of a batch are from its images: scalars with gradients.</summary>
/// <param name="Total">Pixel error and weighted perceptual distance.</param>
/// <param name="Pixels">The pixel error alone.</param>
/// <param name="Perceptual">The perceptual distance alone, without its weight; null where there is none.</param>
internal sealed record ImageDistance(Tensor Total, Tensor Pixels, Tensor? Perceptual)
{
    /// <summary>The terms for reports, without gradients. <c>nll_loss</c> is what the papers' code reports as <c>rec_loss</c> too.</summary>
    public IEnumerable<LossTerm> Terms =>
        Perceptual is null ? [new("rec_loss", Pixels.detach())] : [new("rec_loss", Pixels.detach()), new("p_loss", Perceptual.detach()), new("nll_loss", Total.detach())];
}
