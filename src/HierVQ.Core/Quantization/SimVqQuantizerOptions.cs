using HierVQ.Quantization;

namespace HierVQ;

/// <summary>Nearest code vector, in a frozen random table behind one learned linear layer (Zhu et al. 2024, SimVQ).</summary>
public sealed class SimVqQuantizerOptions : VectorQuantizerOptions
{
    private protected override Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context) =>
        new SimVqCodebook(codebookSize, vectorSize, context.Init, context.Device);

    private protected override Quantizer CreateQuantizer(Codebook codebook) =>
        new GradientQuantizer(codebook, CommitmentWeight, CodebookLossForm.Paper, Gradient);
}
