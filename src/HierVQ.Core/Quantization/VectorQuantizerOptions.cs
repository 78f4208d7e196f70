using HierVQ.Quantization;

namespace HierVQ;

/// <summary>What all quantizers that look for the nearest vector of a codebook are asked, among it remedies against codes that nobody uses.</summary>
public abstract class VectorQuantizerOptions : QuantizerOptions
{
    /// <summary>Weight of the commitment loss, beta. At least 0; default 0.25.</summary>
    public double CommitmentWeight { get; set; } = 0.25;

    /// <summary>How the gradient comes to the vectors. Default <see cref="CodeGradient.StraightThrough"/>.</summary>
    public CodeGradient Gradient { get; set; }

    /// <inheritdoc/>
    public sealed override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        return CreateQuantizer(CreateCodebook(codebookSize, vectorSize, context));
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        OptionCheck.AtLeast(CommitmentWeight, 0);
        OptionCheck.Defined(Gradient);
    }

    /// <summary>The table of code vectors.</summary>
    private protected abstract Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context);

    /// <summary>The quantizer over the table, which owns it.</summary>
    private protected abstract Quantizer CreateQuantizer(Codebook codebook);
}
