using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Losses;

/// <summary>
/// The weight that makes the adversarial loss as strong as the others where both leave the decoder (Esser, Rombach, Ommer 2021, equation 7):
/// λ = |∇ reconstruction| / (|∇ adversarial| + δ), at most 10⁴, as a number without gradient. δ is 10⁻⁴ as in the published code; the paper has 10⁻⁶.
/// </summary>
public static class AdaptiveWeight
{
    /// <summary>The weight from two gradients with respect to the decoder's last weights.</summary>
    /// <param name="reconstruction">Gradient of the reconstruction and perceptual losses.</param>
    /// <param name="adversarial">Gradient of the tokenizer's adversarial loss, of the same shape.</param>
    /// <returns>A scalar without gradient.</returns>
    public static Tensor Of(Tensor reconstruction, Tensor adversarial)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        using Scalar delta = 1e-4f, least = 0f, most = 1e4f;
        return reconstruction.norm().div(adversarial.norm().add(delta)).clamp(least, most).MoveToOuterDisposeScope();
    }
}
