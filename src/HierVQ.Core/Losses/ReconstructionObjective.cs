using HierVQ.Metrics;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>Learning by reconstruction alone: pixel error, the quantizers' losses and what the pass asks for its feature maps.</summary>
public sealed class ReconstructionObjective : ITokenizerObjective
{
    private readonly IReconstructingTokenizer _tokenizer;
    private readonly Func<Tensor, Tensor, Tensor> _error;

    /// <summary>Makes the objective of a tokenizer, which it does not own.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="loss">How pixels are compared.</param>
    public ReconstructionObjective(IReconstructingTokenizer tokenizer, ReconstructionLoss loss)
    {
        _tokenizer = tokenizer;
        _error = loss == ReconstructionLoss.SquaredError
            ? (images, reconstruction) => nn.functional.mse_loss(reconstruction, images)
            : (images, reconstruction) => nn.functional.l1_loss(reconstruction, images);
    }

    /// <inheritdoc/>
    public nn.Module? Critic => null;

    /// <inheritdoc/>
    public TokenizerLoss Loss(Tensor images, TrainingMoment moment)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerPass pass = _tokenizer.Pass(images, moment);
        Tensor error = _error(images, pass.Reconstruction);
        if (pass.TopReconstruction is { } top)
            error = error.add(_error(images, top)).mul(0.5);
        Tensor total = error.add(pass.QuantizationLoss);
        if (pass.FeatureLoss is { } features)
            total = total.add(features);
        using IDisposable noGrad = no_grad();
        Tensor squaredError = nn.functional.mse_loss(pass.Reconstruction, images);
        scope.MoveToOuter(total, squaredError, pass.Codes, error, pass.QuantizationLoss);
        return new TokenizerLoss(total, squaredError, pass.Codes, [new("rec_loss", error), new("quant_loss", pass.QuantizationLoss)]);
    }

    /// <inheritdoc/>
    public Tensor CriticLoss(Tensor images, TrainingMoment moment) => throw new InvalidOperationException("There is no critic here.");

    /// <inheritdoc/>
    public Tensor Measure(Tensor images) => Psnr.PerImage(images, _tokenizer.Decode(_tokenizer.Encode(images)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
