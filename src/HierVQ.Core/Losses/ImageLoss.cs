using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>
/// How far reconstructions are from their images: pixel error, and perceptual distance where there are weights for it. What the papers'
/// code calls the negative log-likelihood.
/// </summary>
internal sealed class ImageLoss : IDisposable
{
    private readonly Func<Tensor, Tensor, Tensor> _error;
    private readonly Lpips? _lpips;
    private readonly Scalar _weight, _half = 0.5f;
    private readonly bool _perceptualTop;

    /// <summary>Makes the loss; reads the perceptual weights.</summary>
    /// <param name="pixels">How pixels are compared.</param>
    /// <param name="perceptual">The perceptual loss, or null for none.</param>
    /// <param name="tokenizer">Whose loss it is: it says the device and draws dropout's masks.</param>
    public ImageLoss(ReconstructionLoss pixels, PerceptualLossOptions? perceptual, ITrainableTokenizer tokenizer)
    {
        _error = pixels == ReconstructionLoss.SquaredError
            ? (images, reconstruction) => nn.functional.mse_loss(reconstruction, images)
            : (images, reconstruction) => nn.functional.l1_loss(reconstruction, images);
        _weight = (float)(perceptual?.Weight ?? 0);
        _perceptualTop = perceptual?.TopReconstruction ?? false;
        Warnings = perceptual?.Warning is { } warning ? [warning] : [];
        if (perceptual is { WeightsFile: { } file, Weight: > 0 })
            _lpips = Lpips.Load(file, tokenizer.Device, perceptual.Dropout ? tokenizer.Random : null);
    }

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">(N, C, H, W) in [-1, 1].</param>
    /// <param name="reconstruction">Of the same shape.</param>
    /// <param name="top">The images decoded from the upper levels alone; each of the two then counts half. Or null.</param>
    public ImageDistance Of(Tensor images, Tensor reconstruction, Tensor? top)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = _error(images, reconstruction);
        if (top is not null)
            pixels = pixels.add(_error(images, top)).mul(_half);
        Tensor? perceptual = _lpips is null ? null : Perceptual(_lpips, images, reconstruction, _perceptualTop ? top : null);
        Tensor total = perceptual is null ? pixels : pixels.add(perceptual.mul(_weight));
        scope.MoveToOuter(pixels, total);
        return new ImageDistance(total, pixels, perceptual?.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lpips?.Dispose();
        _weight.Dispose();
        _half.Dispose();
    }

    private Tensor Perceptual(Lpips lpips, Tensor images, Tensor reconstruction, Tensor? top)
    {
        IReadOnlyList<Tensor> features = lpips.Features(images);
        Tensor distance = lpips.Distance(reconstruction, features).mean();
        return top is null ? distance : distance.add(lpips.Distance(top, features).mean()).mul(_half);
    }
}
