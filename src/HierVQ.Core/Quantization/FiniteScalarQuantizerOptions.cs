using HierVQ.Quantization;

namespace HierVQ;

/// <summary>
/// Each of a few numbers rounded to one of a few levels, between a linear layer down and one up (Mentzer et al. 2023, FSQ). All codes are near
/// some vector by construction, and no loss is added.
/// </summary>
public sealed class FiniteScalarQuantizerOptions : QuantizerOptions
{
    /// <summary>Levels of each number, at least 2 each, whose product is the codebook size; null (default) for levels found by the codebook size.</summary>
    public int[]? Levels { get; set; }

    /// <inheritdoc/>
    public override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        var quantizer = new FiniteScalarQuantizer(Levels ?? FiniteScalarLevels.Of(codebookSize)!, context.Device);
        return quantizer.VectorSize == vectorSize ? quantizer : new ProjectedQuantizer(quantizer, vectorSize, context);
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        if (Levels is null)
        {
            OptionCheck.AtLeast(codebookSize, 2);
            if (FiniteScalarLevels.Of(codebookSize) is null)
                throw new ArgumentOutOfRangeException("CodebookSize", codebookSize, $"CodebookSize is {codebookSize}, no product of levels from 2 to 16, which finite scalar quantization needs: {Described(FiniteScalarLevels.Near(codebookSize))} would do.");
            return;
        }
        if (Levels.Length == 0)
            throw new ArgumentOutOfRangeException(nameof(Levels), "Levels is empty; it needs at least one number, or leave it out.");
        foreach (int level in Levels)
            OptionCheck.AtLeast(level, 2, nameof(Levels));
        long product = Levels.Aggregate(1L, (product, level) => Math.Min(product * level, int.MaxValue));
        if (product != codebookSize)
            throw new ArgumentOutOfRangeException(nameof(Levels), $"Levels of {string.Join("·", Levels)} make {product} codes, but the codebook size is {codebookSize}: change one of the two, or leave Levels out.");
    }

    private static string Described((int Below, int Above) sizes) => string.Join(" or ",
        ((int[])[sizes.Below, sizes.Above]).Select(size => $"{size} ({string.Join("·", FiniteScalarLevels.Of(size)!)})"));
}
