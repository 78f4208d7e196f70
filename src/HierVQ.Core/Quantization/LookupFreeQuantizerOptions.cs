using System.Numerics;
using HierVQ.Quantization;

namespace HierVQ;

/// <summary>
/// The signs of log2 K numbers as the code, between a linear layer down and one up (Yu et al. 2023, MAGVIT-v2, LFQ), with an entropy loss that
/// keeps all codes in use. For large codebooks.
/// </summary>
public sealed class LookupFreeQuantizerOptions : QuantizerOptions
{
    /// <summary>Weight of the commitment loss, which draws the numbers to -1 and 1. At least 0; default 0.25.</summary>
    public double CommitmentWeight { get; set; } = 0.25;

    /// <summary>Weight of the entropy loss. At least 0; default 0.1.</summary>
    public double EntropyWeight { get; set; } = 0.1;

    /// <summary>Weight, within the entropy loss, of the entropy of all codes together, which is to be large, against that of single vectors, which is to be small. At least 0; default 1.</summary>
    public double DiversityWeight { get; set; } = 1;

    /// <summary>Temperature of the soft codes in the entropy loss, softmax(-distance² / temperature). Above 0; default 1.</summary>
    public double Temperature { get; set; } = 1;

    /// <inheritdoc/>
    public override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        var quantizer = new LookupFreeQuantizer(this, BitOperations.Log2((uint)codebookSize), context.Device);
        return quantizer.VectorSize == vectorSize ? quantizer : new ProjectedQuantizer(quantizer, vectorSize, context);
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        OptionCheck.AtLeast(CommitmentWeight, 0);
        OptionCheck.AtLeast(EntropyWeight, 0);
        OptionCheck.AtLeast(DiversityWeight, 0);
        OptionCheck.Above(Temperature, 0);
        OptionCheck.AtLeast(codebookSize, 2);
        if (!BitOperations.IsPow2(codebookSize))
        {
            int below = 1 << BitOperations.Log2((uint)codebookSize);
            throw new ArgumentOutOfRangeException("CodebookSize", codebookSize, $"CodebookSize is {codebookSize}, no power of two, which lookup-free quantization needs: {below} or {2L * below} would do.");
        }
    }
}
