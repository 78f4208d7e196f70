using HierVQ.Metrics;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>Learning by reconstruction alone: pixel error, perceptual distance where asked for, the quantizers' losses and what the pass asks for its feature maps.</summary>
public sealed class ReconstructionObjective : ITokenizerObjective
{
    private readonly IReconstructingTokenizer _tokenizer;
    private readonly ImageLoss _imageLoss;

    /// <summary>Makes the objective of a tokenizer, which it does not own.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="loss">How pixels are compared.</param>
    /// <param name="perceptual">The perceptual loss beside it; null for none.</param>
    /// <exception cref="SafeTensorsException">The file of the perceptual weights is damaged or of another network.</exception>
    public ReconstructionObjective(IReconstructingTokenizer tokenizer, ReconstructionLoss loss, PerceptualLossOptions? perceptual = null)
    {
        _tokenizer = tokenizer;
        _imageLoss = new ImageLoss(loss, perceptual, tokenizer);
    }

    /// <inheritdoc/>
    public nn.Module? Critic => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _imageLoss.Warnings;

    /// <inheritdoc/>
    public TokenizerLoss Loss(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerPass pass = _tokenizer.Pass(images, moment);
        ImageDistance distance = _imageLoss.Of(images, pass.Reconstruction, pass.TopReconstruction);
        return TokenizerLossOf.Pass(images, pass, distance, distance.Total, []);
    }

    /// <inheritdoc/>
    public Tensor CriticLoss(Tensor images, TrainingMoment moment) => throw new InvalidOperationException("There is no critic here.");

    /// <inheritdoc/>
    public Tensor Measure(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        return Psnr.PerImage(images, _tokenizer.Decode(_tokenizer.Encode(images))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _imageLoss.Dispose();
}
