using HierVQ.Quantization;

namespace HierVQ;

/// <summary>
/// Several codes a vector, each for what the ones before it have left over, in codebooks of running means (Lee et al. 2022, RQ-VAE).
/// K codes at depth D tell K^D vectors apart.
/// </summary>
public sealed class ResidualQuantizerOptions : QuantizerOptions
{
    /// <summary>Codes of a vector, D. At least 1; default 4.</summary>
    public int Depth { get; set; } = 4;

    /// <summary>Whether all depths share one codebook, as the published models do. Default true.</summary>
    public bool SharedCodebook { get; set; } = true;

    /// <summary>Codes of each depth's own codebook, one value a depth, the largest being the codebook size; null (default) for the codebook size everywhere. Not for a shared codebook.</summary>
    public int[]? CodebookSizes { get; set; }

    /// <summary>Decay of the running means, at each look-up in the codebook. One value, or one a depth; at least 0 and below 1; default 0.99.</summary>
    public PerLevel<double> Decay { get; set; } = 0.99;

    /// <summary>Weight of the commitment loss, beta. At least 0; default 0.25.</summary>
    public double CommitmentWeight { get; set; } = 0.25;

    /// <summary>Codes that fall out of use are put onto residuals of the batch. Default true.</summary>
    public bool RestartUnusedCodes { get; set; } = true;

    /// <summary>A code counts as out of use while its running number of uses a look-up is below this. Above 0; default 1.</summary>
    public double RestartThreshold { get; set; } = 1;

    /// <summary>When codebooks are rewritten within a step. Default <see cref="ResidualUpdate.EveryDepth"/>, as RQ-VAE has it.</summary>
    public ResidualUpdate Update { get; set; }

    /// <summary>How the gradient comes to the vectors, over all depths at once. Default <see cref="CodeGradient.StraightThrough"/>.</summary>
    public CodeGradient Gradient { get; set; }

    /// <summary>Training begins with k-means over the residuals of this many first batches, depth after depth, instead of random code vectors; a shared codebook takes those of the first depth. 0 (default) for random ones.</summary>
    public int KMeansBatches { get; set; }

    /// <summary>Length of code vectors in a space of their own, behind a linear layer down and before one up; null (default) for the vectors' own space.</summary>
    public int? CodeSize { get; set; }

    /// <inheritdoc/>
    internal override int CodesPerVector => Depth;

    /// <inheritdoc/>
    public override Quantizer Create(int codebookSize, int vectorSize, QuantizerContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Validate(codebookSize, vectorSize);
        Codebook[] codebooks = [.. Enumerable.Range(0, SharedCodebook ? 1 : Depth).Select(depth => CreateCodebook(depth, codebookSize, CodeSize ?? vectorSize, context))];
        var quantizer = new ResidualQuantizer(codebooks, Depth, CommitmentWeight, Update, Gradient);
        return CodeSize is null ? quantizer : new ProjectedQuantizer(quantizer, vectorSize, context);
    }

    /// <inheritdoc/>
    public override void Validate(int codebookSize, int vectorSize)
    {
        OptionCheck.AtLeast(Depth, 1);
        OptionCheck.AtLeast(CommitmentWeight, 0);
        OptionCheck.Above(RestartThreshold, 0);
        OptionCheck.Defined(Update);
        OptionCheck.Defined(Gradient);
        OptionCheck.AtLeast(KMeansBatches, 0);
        if (CodeSize is { } codeSize)
            OptionCheck.AtLeast(codeSize, 1, nameof(CodeSize));
        if (Decay.Values.Length != 1 && (SharedCodebook || Decay.Values.Length != Depth))
            throw new ArgumentOutOfRangeException(nameof(Decay), $"Decay has {Decay.Values.Length} values; give one, or one a depth ({Depth}) where each depth has its own codebook.");
        foreach (double decay in Decay.Values)
            OptionCheck.Share(decay, nameof(Decay));
        if (CodebookSizes is { } sizes)
            CheckSizes(sizes, codebookSize);
    }

    private void CheckSizes(int[] sizes, int codebookSize)
    {
        if (SharedCodebook)
            throw new ArgumentOutOfRangeException(nameof(CodebookSizes), "CodebookSizes are given although all depths share one codebook: leave them out, or set SharedCodebook to false.");
        if (sizes.Length != Depth)
            throw new ArgumentOutOfRangeException(nameof(CodebookSizes), $"CodebookSizes has {sizes.Length} values; it must have one a depth, {Depth}.");
        foreach (int size in sizes)
            OptionCheck.AtLeast(size, 2, nameof(CodebookSizes));
        if (sizes.Max() != codebookSize)
            throw new ArgumentOutOfRangeException(nameof(CodebookSizes), $"The largest of CodebookSizes is {sizes.Max()}; it must be the codebook size, {codebookSize}.");
    }

    private Codebook CreateCodebook(int depth, int codebookSize, int vectorSize, QuantizerContext context)
    {
        var options = new EmaCodebookOptions
        {
            Size = CodebookSizes?[depth] ?? codebookSize,
            VectorSize = vectorSize,
            Decay = Decay[depth],
            RestartUnused = RestartUnusedCodes,
            RestartThreshold = RestartThreshold,
        };
        var codebook = new EmaCodebook(options, context.Init, context.Random, context.Device);
        return KMeansBatches > 0 ? new KMeansCodebook(codebook, KMeansBatches, context.Draws, context.Device) : codebook;
    }
}
