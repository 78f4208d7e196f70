using HierVQ.Codes;
using HierVQ.Priors;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the prior of VQGAN (Esser, Rombach, Ommer: Taming Transformers for High-Resolution Image Synthesis, CVPR 2021, section 3.2): a GPT over
/// the codes of any tokenizer, one after the other. The defaults are a small model for a few hundred codes on a CPU.
/// </summary>
public sealed class RasterTransformerOptions : PriorOptions
{
    /// <summary>Sets the defaults of a prior's training: 60 epochs, weight decay 0.01, gradients clipped at 1.</summary>
    public RasterTransformerOptions()
    {
        Epochs = 60;
        WeightDecay = 0.01;
        ClipGradientNorm = 1;
    }

    /// <summary>Width d of the transformer (n_embd), a multiple of <see cref="Heads"/>. Default 128.</summary>
    public int Width { get; set; } = 128;

    /// <summary>Blocks of the transformer (n_layer). At least 1; default 4.</summary>
    public int Layers { get; set; } = 4;

    /// <summary>Attention heads (n_head). At least 1; default 4.</summary>
    public int Heads { get; set; } = 4;

    /// <summary>In which order the codes of each level follow each other. Default <see cref="CodeOrdering.RowMajor"/>, the best in the paper.</summary>
    public CodeOrdering Ordering { get; set; }

    /// <summary>
    /// Chance that a code is read as it is in training; the others are read as a random one, and all are learnt (pkeep). Above 0, at most 1 (default).
    /// </summary>
    public double KeepProbability { get; set; } = 1;

    /// <summary>
    /// Whether the condition and all levels share one table of tokens, one of positions and one output layer, as in VQGAN's published models (minGPT).
    /// Otherwise (default) each level and each part of the condition has its own.
    /// </summary>
    public bool SharedTokens { get; set; }

    /// <summary>Rows of the shared table of tokens (vocab_size), with <see cref="SharedTokens"/>; 0 (default) for as many as the largest codebook or vocabulary needs.</summary>
    public int Vocabulary { get; set; }

    /// <summary>Rows of the table of positions: of condition and codes with <see cref="SharedTokens"/> (block_size), of codes otherwise (ctx_len_img); 0 (default) for one a token.</summary>
    public int ContextLength { get; set; }

    /// <summary>Whether the tokens of the condition see each other freely instead of only those before (n_unmasked = length of the condition). Default false.</summary>
    public bool UnmaskedCondition { get; set; }

    /// <summary>Weight of predicting the condition's own tokens, from the second on, beside the codes: a text or another image's codes. At least 0 (default: not predicted).</summary>
    public double ConditionWeight { get; set; }

    /// <summary>Takes x · sigmoid(1.702 x) for GELU instead of the exact function (gelu_use_approx). Default false.</summary>
    public bool ApproximateGelu { get; set; }

    /// <summary>Dropout on the results of attention and of the two-layer network in each block (resid_pdrop). At least 0, below 1; default 0.1.</summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>Dropout on attention weights (attn_pdrop). At least 0 (default), below 1.</summary>
    public double AttentionDropout { get; set; }

    /// <summary>Dropout on the input embeddings (embd_pdrop). At least 0 (default), below 1.</summary>
    public double EmbeddingDropout { get; set; }

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new RasterTransformer(this, context, init);

    /// <inheritdoc/>
    public override void ValidateLayout(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        CodeOrder.OfPyramid(Ordering, layout);
        // With a shared table the condition's tokens come on top, which the prior says when it is made.
        int least = SharedTokens ? layout.TotalCodes : layout.TotalCodes - 1;
        if (ContextLength > 0 && ContextLength < least)
            throw new ArgumentException($"ContextLength is {ContextLength}, but at least {least} positions are read of {layout}; raise it, or set 0 for one a token.", nameof(layout));
        if (SharedTokens && Vocabulary > 0 && Vocabulary < layout.MaxCodebookSize)
            throw new ArgumentException($"Vocabulary is {Vocabulary}, but a level has {layout.MaxCodebookSize} codes; raise it, or set 0 for as many as are needed.", nameof(layout));
    }

    /// <inheritdoc/>
    public override void ValidateCondition(ConditionShape condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (ConditionWeight > 0 && condition.Length < 2)
            throw new ArgumentException($"ConditionWeight is {ConditionWeight}, but {condition} has no token that could be predicted from one before it; set it to 0.", nameof(condition));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Width, 1);
        OptionCheck.AtLeast(Layers, 1);
        OptionCheck.AtLeast(Heads, 1);
        if (Width % Heads != 0)
            throw new ArgumentOutOfRangeException(nameof(Width), Width, $"Width is {Width} and Heads {Heads}; the width must be a multiple of the heads.");
        OptionCheck.Defined(Ordering);
        OptionCheck.Above(KeepProbability, 0);
        OptionCheck.Within(KeepProbability, 0, 1);
        OptionCheck.AtLeast(Vocabulary, 0);
        if (Vocabulary > 0 && !SharedTokens)
            throw new ArgumentOutOfRangeException(nameof(Vocabulary), Vocabulary, $"Vocabulary is {Vocabulary} without SharedTokens: tables of their own have the size of their codebook; set it to 0.");
        OptionCheck.AtLeast(ContextLength, 0);
        OptionCheck.AtLeast(ConditionWeight, 0);
        if (ConditionWeight > 0 && UnmaskedCondition)
            throw new ArgumentOutOfRangeException(nameof(ConditionWeight), ConditionWeight, $"ConditionWeight is {ConditionWeight} with UnmaskedCondition: tokens that see each other cannot be predicted; set one of the two back.");
        OptionCheck.Share(Dropout);
        OptionCheck.Share(AttentionDropout);
        OptionCheck.Share(EmbeddingDropout);
    }
}
