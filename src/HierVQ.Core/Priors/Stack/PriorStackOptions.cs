using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of a stack of priors, one a level, each told of the coarser codes (Razavi, van den Oord, Vinyals: Generating Diverse High-Fidelity Images with
/// VQ-VAE-2, 2019, section 3.2). The levels train side by side in one training: how is said here, and what the levels' options say of training does not count.
/// </summary>
public sealed class PriorStackOptions : PriorOptions
{
    /// <summary>Sets the defaults of its training: 60 epochs, gradients clipped at 1.</summary>
    public PriorStackOptions()
    {
        Epochs = 60;
        ClipGradientNorm = 1;
    }

    /// <summary>
    /// The prior of each level, coarse to fine: any that models one level and, below the top, can be told of coarser codes. Default two PixelSNAILs,
    /// the lower without attention, as VQ-VAE-2 has them.
    /// </summary>
    public IReadOnlyList<PriorOptions> Levels { get; set; } = [new PixelSnailOptions(), new PixelSnailOptions { Attention = false }];

    /// <summary>Whether a level is told of the stack's own condition, such as a class, beside the coarser codes: one value for all levels, or one a level. Default true.</summary>
    public PerLevel<bool> SeesCondition { get; set; } = true;

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true; // each level says whether it does

    /// <inheritdoc/>
    /// <remarks>As many levels as <see cref="Levels"/>, each such that its prior can model it.</remarks>
    public override void ValidateLayout(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Count != Levels.Count)
            throw new ArgumentException($"Levels has {Levels.Count} priors; the codes are {layout}, which takes {layout.Count}.", nameof(layout));
        for (int level = 0; level < layout.Count; level++)
        {
            Levels[level].ValidateLayout(Of(layout, level));
            if (level > 0)
                Levels[level].ValidateCondition(ConditionShape.Above(Above(layout, level)));
        }
    }

    /// <inheritdoc/>
    /// <remarks>What the priors of all levels that see it can be told.</remarks>
    public override void ValidateCondition(ConditionShape condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition.Parts.Any(part => part.Kind == ConditionKind.Above))
            throw new ArgumentException($"A stack has a prior for each level and tells each of the coarser codes itself; it cannot be told of {condition}.", nameof(condition));
        for (int level = 0; level < Levels.Count; level++)
        {
            if (SeesCondition[level])
                Levels[level].ValidateCondition(condition);
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Levels is null || Levels.Count == 0)
            throw new ArgumentOutOfRangeException(nameof(Levels), "Levels is empty; a stack needs the options of a prior for each level.");
        for (int level = 0; level < Levels.Count; level++)
        {
            if (Levels[level] is null or PriorStackOptions)
                throw new ArgumentOutOfRangeException(nameof(Levels), $"Levels[{level}] is {(Levels[level] is null ? "null" : "a stack itself")}; it must be the options of a prior over one level.");
            if (Levels[level] is RqTransformerOptions { ReadsCodebook: true })
                throw new ArgumentOutOfRangeException(nameof(Levels), $"Levels[{level}] is an RQ-Transformer that reads the tokenizer's code vectors, which a stack does not hand on; set its {nameof(RqTransformerOptions.InputEmbedding)} and {nameof(RqTransformerOptions.HeadEmbedding)} to {nameof(CodeEmbedding.Table)}.");
            OfLevel(level).Validate();
        }
    }

    /// <summary>The options that the prior of a level is made with: its own shape, and the stack's training.</summary>
    internal PriorOptions OfLevel(int level)
    {
        PriorOptions options = Levels[level].Copy();
        options.Seed = unchecked(Seed + (level * 7919)); // levels of the same shape must not begin alike
        options.ConditionDropout = SeesCondition[level] ? ConditionDropout : 0;
        options.Precision = Precision;
        return options;
    }

    /// <summary>The codes of one level.</summary>
    internal static CodeLayout Of(CodeLayout layout, int level) => new(layout[level]);

    /// <summary>The codes of all levels above one.</summary>
    internal static CodeLayout Above(CodeLayout layout, int level) => new([.. layout.Take(level)]);

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new PriorStack(this, context);
}
