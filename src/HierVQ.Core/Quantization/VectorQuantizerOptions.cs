using HierVQ.Quantization;

namespace HierVQ;

/// <summary>What all quantizers that look for the nearest vector of a codebook are asked, among it remedies against codes that nobody uses.</summary>
public abstract class VectorQuantizerOptions : QuantizerOptions
{
    /// <summary>Weight of the commitment loss, beta. At least 0; default 0.25.</summary>
    public double CommitmentWeight { get; set; } = 0.25;

    /// <summary>How the gradient comes to the vectors. Default <see cref="CodeGradient.StraightThrough"/>.</summary>
    public CodeGradient Gradient { get; set; }

    /// <summary>Training begins with k-means over the vectors of this many first batches instead of random code vectors; 0 (default) for random ones.</summary>
    public int KMeansBatches { get; set; }

    /// <summary>Length of code vectors in a space of their own, behind a linear layer down and before one up, as ViT-VQGAN has it (there 32 or fewer); null (default) for the vectors' own space.</summary>
    public int? CodeSize { get; set; }

    /// <summary>Whether vectors and code vectors are brought to length 1, so that nearest means largest cosine, as ViT-VQGAN has it. Default false.</summary>
    public bool NormalizeCodes { get; set; }

    /// <inheritdoc/>
    public sealed override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        Codebook codebook = CreateCodebook(codebookSize, CodeSize ?? vectorSize, context);
        if (NormalizeCodes)
            codebook = new NormalizedCodebook(codebook);
        if (KMeansBatches > 0)
            codebook = new KMeansCodebook(codebook, KMeansBatches, context.Draws, context.Device);
        Quantizer quantizer = CreateQuantizer(codebook);
        if (NormalizeCodes)
            quantizer = new NormalizedQuantizer(quantizer);
        return CodeSize is null ? quantizer : new ProjectedQuantizer(quantizer, vectorSize, context);
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        OptionCheck.AtLeast(CommitmentWeight, 0);
        OptionCheck.Defined(Gradient);
        OptionCheck.AtLeast(KMeansBatches, 0);
        if (CodeSize is { } size)
            OptionCheck.AtLeast(size, 1, nameof(CodeSize));
    }

    /// <summary>The table of code vectors.</summary>
    private protected abstract Codebook CreateCodebook(int codebookSize, int vectorSize, QuantizerContext context);

    /// <summary>The quantizer over the table, which owns it.</summary>
    private protected abstract Quantizer CreateQuantizer(Codebook codebook);
}
