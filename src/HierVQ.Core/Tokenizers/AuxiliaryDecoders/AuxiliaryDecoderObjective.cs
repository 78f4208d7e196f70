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
        Tensor total = stack([.. passes.SelectMany(pass => (Tensor[])[pass.AuxiliaryLoss, pass.QuantizationLoss, pass.Nats])]).sum();
        LossTerm[] terms = [.. passes.SelectMany((pass, level) => (LossTerm[])[
            new($"auxiliary {level}", pass.AuxiliaryLoss), new($"quantization {level}", pass.QuantizationLoss), new($"nats {level}", pass.Nats)])];
        Tensor codes = cat([.. passes.Select(pass => pass.Codes)], 1);
        Tensor? squaredError = tokenizer.Levels[^1].Reconstruction is null ? null : passes[^1].AuxiliaryLoss.detach();
        scope.MoveToOuter([total, codes, .. terms.Select(term => term.Value)]);
        squaredError?.MoveToOuterDisposeScope();
        return new TokenizerLoss(total, squaredError, codes, terms);
    }

    /// <inheritdoc/>
    public Tensor CriticLoss(Tensor images, TrainingMoment moment) => throw new InvalidOperationException("There is no critic here.");

    /// <summary>PSNR of what the auxiliary decoder of the pixels reconstructs; where it cannot, bits a dimension of the hierarchy, negated.</summary>
    public Tensor Measure(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor measure = tokenizer.Levels[^1].Reconstruction is { } decoder
            ? Psnr.PerImage(images, decoder.Pixels(tokenizer.Levels[^1].Lookup(tokenizer.Levels[^1].Encode(images))))
            : tokenizer.BitsPerDimension(images).neg();
        return measure.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
