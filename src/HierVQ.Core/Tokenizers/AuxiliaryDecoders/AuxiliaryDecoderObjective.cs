using HierVQ.Metrics;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>
/// What the hierarchy learns by: for each level the auxiliary loss and the quantizer's, which teach the codes, and the autoregressive decoder's
/// nats, which teach it alone.
/// </summary>
internal sealed class AuxiliaryDecoderObjective(AuxiliaryDecoderVq tokenizer) : ITokenizerObjective
{
    /// <inheritdoc/>
    public nn.Module? Critic => null;

    /// <inheritdoc/>
    public TokenizerLoss Loss(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        IReadOnlyList<AuxiliaryPass> passes = tokenizer.Run(images, moment);
        Tensor total = stack([.. passes.SelectMany(pass => (Tensor[])[pass.Auxiliary.Value, pass.QuantizationLoss, pass.Nats])]).sum();
        LossTerm[] terms = [.. passes.SelectMany((pass, level) => (LossTerm[])[
            new($"auxiliary {level}", pass.Auxiliary.Value), new($"quantization {level}", pass.QuantizationLoss), new($"nats {level}", pass.Nats)])];
        Tensor codes = cat([.. passes.Select(pass => pass.Codes)], 1);
        scope.MoveToOuter([total, codes, .. terms.Select(term => term.Value)]);
        if (passes[^1].Auxiliary.Reconstruction is not { } reconstruction)
            return new TokenizerLoss(total, null, codes, terms);
        if (IsSegmentation)
            return new TokenizerLoss(total, null, codes, terms) { RightPixels = PixelAccuracy.PerImage(images, reconstruction).mean().MoveToOuterDisposeScope() };
        return new TokenizerLoss(total, passes[^1].Auxiliary.Value.detach().MoveToOuterDisposeScope(), codes, terms);
    }

    /// <inheritdoc/>
    public Tensor CriticLoss(Tensor images, TrainingMoment moment) => throw new InvalidOperationException("There is no critic here.");

    /// <summary>
    /// PSNR of what the auxiliary decoder of the pixels reconstructs, of segmentations the share of right pixels; where it cannot reconstruct,
    /// bits a dimension of the hierarchy, negated.
    /// </summary>
    public Tensor Measure(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        AuxiliaryLevel finest = tokenizer.Levels[^1];
        if (finest.Reconstruction is not { } decoder)
            return tokenizer.BitsPerDimension(images).neg().MoveToOuterDisposeScope();
        Tensor reconstruction = decoder.Reconstruct(finest.Lookup(finest.Encode(images)));
        Tensor measure = IsSegmentation ? PixelAccuracy.PerImage(images, reconstruction) : Psnr.PerImage(images, reconstruction);
        return measure.MoveToOuterDisposeScope();
    }

    private bool IsSegmentation => tokenizer.Options.Content == ImageContent.Segmentation;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
