using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Quantization;

/// <summary>Nearest code vectors of a codebook that learns by gradient, as VQGAN has it (Esser, Rombach, Ommer 2021, equation 4).</summary>
public sealed class GradientQuantizer : VectorQuantizer
{
    private readonly Scalar _vectorsWeight, _codesWeight;

    /// <summary>Makes a quantizer over a codebook, which it owns from now on.</summary>
    /// <param name="codebook">The codebook.</param>
    /// <param name="commitmentWeight">beta.</param>
    /// <param name="form">Which of the two terms beta weighs.</param>
    /// <param name="gradient">How gradients pass it.</param>
    public GradientQuantizer(Codebook codebook, double commitmentWeight, CodebookLossForm form, CodeGradient gradient = CodeGradient.StraightThrough)
        : base(nameof(GradientQuantizer), codebook, gradient)
    {
        bool paper = form == CodebookLossForm.Paper;
        _vectorsWeight = (float)(paper ? commitmentWeight : 1);
        _codesWeight = (float)(paper ? 1 : commitmentWeight);
    }

    /// <inheritdoc/>
    protected override Tensor Loss(Tensor vectors, Tensor nearest) =>
        nn.functional.mse_loss(vectors, nearest.detach()).mul(_vectorsWeight).add(nn.functional.mse_loss(nearest, vectors.detach()).mul(_codesWeight));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _vectorsWeight.Dispose();
            _codesWeight.Dispose();
        }
        base.Dispose(disposing);
    }
}
