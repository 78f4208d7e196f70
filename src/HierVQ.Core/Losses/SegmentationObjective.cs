using HierVQ.Metrics;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>
/// Learning of segmentations: each class by itself is present or not at a pixel, by binary cross-entropy over the channels (the
/// conditioning stages of VQGAN, Esser, Rombach, Ommer 2021), and the quantizers' losses. There is no discriminator.
/// </summary>
public sealed class SegmentationObjective : ITokenizerObjective
{
    private readonly IReconstructingTokenizer _tokenizer;

    /// <summary>Makes the objective of a tokenizer, which it does not own.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    public SegmentationObjective(IReconstructingTokenizer tokenizer) => _tokenizer = tokenizer;

    /// <inheritdoc/>
    public nn.Module? Critic => null;

    /// <inheritdoc/>
    public TokenizerLoss Loss(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerPass pass = _tokenizer.Pass(images, moment);
        Tensor entropy = Entropy(images, pass.Reconstruction);
        using Scalar half = 0.5f;
        if (pass.TopReconstruction is { } top)
            entropy = entropy.add(Entropy(images, top)).mul(half);
        Tensor total = entropy.add(pass.QuantizationLoss);
        if (pass.FeatureLoss is { } features)
            total = total.add(features);
        using IDisposable noGrad = no_grad();
        Tensor right = PixelAccuracy.PerImage(images, pass.Reconstruction).mean();
        scope.MoveToOuter(total, right, pass.Codes, entropy, pass.QuantizationLoss);
        return new TokenizerLoss(total, null, pass.Codes, [new("bce_loss", entropy), new("quant_loss", pass.QuantizationLoss)]) { RightPixels = right };
    }

    /// <inheritdoc/>
    public Tensor? CriticLoss(Tensor images, TrainingMoment moment) => throw new InvalidOperationException("There is no critic here.");

    /// <summary>The share of pixels whose class comes back right. (N)</summary>
    /// <param name="images">(N, C, H, W), a channel a class.</param>
    public Tensor Measure(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return PixelAccuracy.PerImage(images, _tokenizer.Decode(_tokenizer.Encode(images))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static Tensor Entropy(Tensor images, Tensor logits) => nn.functional.binary_cross_entropy_with_logits(logits, images);
}
