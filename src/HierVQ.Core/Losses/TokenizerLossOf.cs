using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>Puts together what all objectives on images have in common.</summary>
internal static class TokenizerLossOf
{
    /// <summary>The losses of a pass, in the outer dispose scope.</summary>
    /// <param name="images">The images.</param>
    /// <param name="pass">The tokenizer's pass.</param>
    /// <param name="distance">How far it is from the images.</param>
    /// <param name="total">The losses on images together, to which those inside the tokenizer are added here.</param>
    /// <param name="terms">What else to report.</param>
    public static TokenizerLoss Pass(Tensor images, TokenizerPass pass, ImageDistance distance, Tensor total, IEnumerable<LossTerm> terms)
    {
        total = total.add(pass.QuantizationLoss);
        if (pass.FeatureLoss is { } features)
            total = total.add(features);
        using IDisposable noGrad = no_grad();
        var loss = new TokenizerLoss(
            total, nn.functional.mse_loss(pass.Reconstruction, images), pass.Codes,
            [.. distance.Terms, new("quant_loss", pass.QuantizationLoss.detach()), .. Feature(pass), .. terms]);
        foreach (Tensor tensor in (Tensor[])[loss.Total, loss.SquaredError!, loss.Codes, .. loss.Terms.Select(term => term.Value)])
            tensor.MoveToOuterDisposeScope();
        return loss;
    }

    private static IEnumerable<LossTerm> Feature(TokenizerPass pass) =>
        pass.FeatureLoss is { } features ? [new("feature_loss", features.detach())] : [];
}
