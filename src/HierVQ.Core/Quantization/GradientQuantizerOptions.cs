using HierVQ.Quantization;

namespace HierVQ;

/// <summary>Nearest code vector, in a codebook that learns by gradient from a loss of its own, as in VQGAN (Esser, Rombach, Ommer 2021).</summary>
public sealed class GradientQuantizerOptions : VectorQuantizerOptions
{
    /// <summary>On which term of the loss the commitment weight sits. Default <see cref="CodebookLossForm.Paper"/>; the published VQGAN models were trained with <see cref="CodebookLossForm.Legacy"/>.</summary>
    public CodebookLossForm LossForm { get; set; }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        base.Validate(codebookSize, vectorSize);
        OptionCheck.Defined(LossForm);
    }

    private protected override Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context) =>
        new GradientCodebook(codebookSize, vectorSize, context.Init, context.Device);

    private protected override Quantizer CreateQuantizer(Codebook codebook) => new GradientQuantizer(codebook, CommitmentWeight, LossForm, Gradient);
}
