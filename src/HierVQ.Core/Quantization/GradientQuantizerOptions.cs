using HierVQ.Quantization;

namespace HierVQ;

/// <summary>Nearest code vector, in a codebook that learns by gradient from a loss of its own, as in VQGAN (Esser, Rombach, Ommer 2021).</summary>
public sealed class GradientQuantizerOptions : VectorQuantizerOptions
{
    /// <summary>On which term of the loss the commitment weight sits. Default <see cref="CodebookLossForm.Paper"/>; the published VQGAN models were trained with <see cref="CodebookLossForm.Legacy"/>.</summary>
    public CodebookLossForm LossForm { get; set; }

    /// <summary>Codes that fall out of use are put onto vectors of the batch. Default false, as VQGAN has it.</summary>
    public bool RestartUnusedCodes { get; set; }

    /// <summary>A code counts as out of use while its running number of uses a step, over about a hundred steps, is below this. Above 0; default 1.</summary>
    public double RestartThreshold { get; set; } = 1;

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        base.Validate(codebookSize, vectorSize);
        OptionCheck.Defined(LossForm);
        OptionCheck.Above(RestartThreshold, 0);
    }

    private protected override Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context)
    {
        var codebook = new GradientCodebook(codebookSize, vectorSize, context.Init, context.Device);
        return RestartUnusedCodes ? new RestartingCodebook(codebook, RestartThreshold, context.Draws, context.Device) : codebook;
    }

    private protected override Quantizer CreateQuantizer(Codebook codebook) => new GradientQuantizer(codebook, CommitmentWeight, LossForm, Gradient);
}
