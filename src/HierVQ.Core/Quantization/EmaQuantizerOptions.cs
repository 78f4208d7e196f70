using HierVQ.Quantization;

namespace HierVQ;

/// <summary>
/// Nearest code vector, in a codebook that is the running mean of what its codes were given (van den Oord et al. 2017, appendix A.1),
/// with restart of unused codes (Lee et al. 2022). The default of the tokenizers.
/// </summary>
public sealed class EmaQuantizerOptions : VectorQuantizerOptions
{
    /// <summary>Decay a step of the running means. At least 0 and below 1; default 0.99.</summary>
    public double Decay { get; set; } = 0.99;

    /// <summary>Codes that fall out of use are put onto vectors of the batch. Default true; the published HQ-VAE models trained without.</summary>
    public bool RestartUnusedCodes { get; set; } = true;

    /// <summary>A code counts as out of use while its running number of uses a step is below this. Above 0; default 1, as RQ-VAE has it.</summary>
    public double RestartThreshold { get; set; } = 1;

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        base.Validate(codebookSize, vectorSize);
        OptionCheck.Share(Decay);
        OptionCheck.Above(RestartThreshold, 0);
    }

    private protected override Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context) => new EmaCodebook(
        new EmaCodebookOptions
        {
            Size = codebookSize,
            VectorSize = vectorSize,
            Decay = Decay,
            RestartUnused = RestartUnusedCodes,
            RestartThreshold = RestartThreshold,
        },
        context.Init,
        context.Random,
        context.Device);

    private protected override Quantizer CreateQuantizer(Codebook codebook) => new EmaQuantizer(codebook, CommitmentWeight, Gradient);
}
