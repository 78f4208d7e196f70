using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Nearest code vectors of a codebook that learns without gradients, <see cref="EmaCodebook"/>; only the commitment is a loss (Razavi et al. 2019).</summary>
public sealed class EmaQuantizer : VectorQuantizer
{
    private readonly Scalar _commitmentWeight;

    /// <summary>Makes a quantizer over a codebook, which it owns from now on.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="commitmentWeight">Weight of the commitment loss, beta.</param>
    /// <param name="gradient">How gradients pass it.</param>
    public EmaQuantizer(Codebook codebook, double commitmentWeight, CodeGradient gradient = CodeGradient.StraightThrough)
        : base(nameof(EmaQuantizer), codebook, gradient) =>
        _commitmentWeight = (float)commitmentWeight;

    /// <inheritdoc/>
    protected override Tensor Loss(Tensor vectors, Tensor nearest) => nn.functional.mse_loss(vectors, nearest).mul(_commitmentWeight);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _commitmentWeight.Dispose();
        base.Dispose(disposing);
    }
}
