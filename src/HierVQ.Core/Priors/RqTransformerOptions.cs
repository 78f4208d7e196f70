using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Rq;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the RQ-Transformer prior (Lee, Kim, Kim, Cho, Han: Autoregressive Image Generation using Residual Quantization, CVPR 2022,
/// section 3.2). The defaults are a small model for 8x8x4 codes on a CPU.
/// </summary>
public sealed class RqTransformerOptions : PriorOptions
{
    /// <summary>Sets the defaults of a prior's training: 60 epochs, weight decay 0.01, gradients clipped at 1; and the published temperature of soft labels, 0.5.</summary>
    public RqTransformerOptions()
    {
        Epochs = 60;
        WeightDecay = 0.01;
        ClipGradientNorm = 1;
        SoftLabelTemperature = 0.5;
    }

    /// <summary>Width d of both transformers (embed_dim). A multiple of <see cref="Heads"/>. Default 128.</summary>
    public int Width { get; set; } = 128;

    /// <summary>Blocks of the spatial transformer, the body. At least 1; default 4.</summary>
    public int Layers { get; set; } = 4;

    /// <summary>Blocks of the depth transformer, the head. At least 1; default 2.</summary>
    public int HeadLayers { get; set; } = 2;

    /// <summary>Attention heads. At least 1; default 4.</summary>
    public int Heads { get; set; } = 4;

    /// <summary>What the spatial transformer reads of the codes of a position. Default <see cref="CodeEmbedding.Codebook"/>, as published.</summary>
    public CodeEmbedding InputEmbedding { get; set; }

    /// <summary>What the depth transformer reads of the codes before one. Default <see cref="CodeEmbedding.Codebook"/>, as published.</summary>
    public CodeEmbedding HeadEmbedding { get; set; }

    /// <summary>Whether all depths read one table where an embedding is <see cref="CodeEmbedding.Table"/>, instead of one each (shared_tok_emb). Default true.</summary>
    public bool SharedTable { get; set; } = true;

    /// <summary>Whether the depth transformer reads the sum of all code vectors before one, instead of the last one alone (cumsum_depth_ctx). With <see cref="CodeEmbedding.Codebook"/>; default true.</summary>
    public bool CumulativeDepth { get; set; } = true;

    /// <summary>Whether one linear layer gives the logits of all depths, instead of one each (shared_cls_emb). Default true.</summary>
    public bool SharedClassifier { get; set; } = true;

    /// <summary>
    /// Codes of each depth, where the tokenizer's codebooks differ in size, one value a depth of at most the layout's codebook size; null (default) for
    /// the tokenizer's own sizes or, where the prior is made without tokenizer, for the layout's everywhere.
    /// </summary>
    public int[]? DepthCodebookSizes { get; set; }

    /// <summary>Length of the tokenizer's code vectors (input_embed_dim), with <see cref="CodeEmbedding.Codebook"/>; 0 (default) takes that of the tokenizer with which the prior is made.</summary>
    public int CodeVectorSize { get; set; }

    /// <summary>Takes x · sigmoid(1.702 x) for GELU (gelu v2) instead of the exact function. Default false.</summary>
    public bool ApproximateGelu { get; set; }

    /// <summary>Dropout on the results of attention and of the two-layer network in each block (resid_pdrop). At least 0, below 1; default 0.1.</summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>Dropout on attention weights (attn_pdrop). At least 0 (default), below 1.</summary>
    public double AttentionDropout { get; set; }

    /// <summary>Dropout on the input of the spatial transformer (embd_pdrop). At least 0 (default), below 1.</summary>
    public double EmbeddingDropout { get; set; }

    /// <summary>Weight of the cross-entropy of the text itself where the condition is one, beside 1 less that of the codes. From 0, which leaves it out, to 1; default 0.1.</summary>
    public double TextWeight { get; set; } = 0.1;

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <summary>Whether the prior reads code vectors of its tokenizer.</summary>
    internal bool ReadsCodebook => InputEmbedding == CodeEmbedding.Codebook || HeadEmbedding == CodeEmbedding.Codebook;

    /// <summary>Whether the prior has a table of its own.</summary>
    internal bool HasTable => InputEmbedding == CodeEmbedding.Table || HeadEmbedding == CodeEmbedding.Table;

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new RqTransformer(this, context, init);

    /// <inheritdoc/>
    public override void ValidateLayout(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Count != 1)
            throw new ArgumentException($"RQ-Transformer needs one level of codes, of any depth; the codes are {layout}. HQ-Transformer, or a stack of priors, models several levels.", nameof(layout));
        if (DepthCodebookSizes is not { } sizes)
            return;
        if (sizes.Length != layout[0].Depth || sizes.Max() > layout[0].CodebookSize)
            throw new ArgumentException($"DepthCodebookSizes is {string.Join(", ", sizes)}; the codes are {layout}, so it must have {layout[0].Depth} values of at most {layout[0].CodebookSize}.", nameof(layout));
    }

    /// <inheritdoc/>
    public override void ValidateCondition(ConditionShape condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (condition.Parts.Count(part => part.Kind == ConditionKind.Tokens) > 1)
            throw new ArgumentException("RQ-Transformer takes one text as condition, beside others; there are several.", nameof(condition));
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(Width, 1);
        OptionCheck.AtLeast(Layers, 1);
        OptionCheck.AtLeast(HeadLayers, 1);
        OptionCheck.AtLeast(Heads, 1);
        if (Width % Heads != 0)
            throw new ArgumentOutOfRangeException(nameof(Width), Width, $"Width is {Width} and Heads {Heads}; the width must be a multiple of the heads.");
        OptionCheck.Defined(InputEmbedding);
        OptionCheck.Defined(HeadEmbedding);
        if (DepthCodebookSizes is { } sizes)
        {
            OptionCheck.AtLeast(sizes.Length, 1, $"The number of {nameof(DepthCodebookSizes)}");
            foreach (int size in sizes)
                OptionCheck.AtLeast(size, 1, nameof(DepthCodebookSizes));
        }
        OptionCheck.AtLeast(CodeVectorSize, 0);
        OptionCheck.Share(Dropout);
        OptionCheck.Share(AttentionDropout);
        OptionCheck.Share(EmbeddingDropout);
        OptionCheck.Within(TextWeight, 0, 1);
    }

    /// <summary>A copy that says everything on which the shape of the network depends, so that it can be made again without the tokenizer.</summary>
    /// <param name="codebooks">The tokenizer's code vectors; null where it is not known.</param>
    /// <param name="level">The codes.</param>
    /// <exception cref="ArgumentException">It is not known how long the tokenizer's code vectors are.</exception>
    internal RqTransformerOptions CompletedBy(DepthCodebooks? codebooks, CodeLevel level)
    {
        var completed = (RqTransformerOptions)MemberwiseClone();
        if (codebooks is not null)
        {
            completed.DepthCodebookSizes ??= codebooks.Sizes.All(size => size == level.CodebookSize) ? null : codebooks.Sizes;
            if (ReadsCodebook && CodeVectorSize == 0)
                completed.CodeVectorSize = codebooks.VectorSize;
        }
        return !ReadsCodebook || completed.CodeVectorSize > 0 ? completed : throw new ArgumentException(
            $"The prior reads the tokenizer's code vectors, and it is not known how long they are: make it with its tokenizer, set {nameof(CodeVectorSize)}, " +
            $"or set {nameof(InputEmbedding)} and {nameof(HeadEmbedding)} to {nameof(CodeEmbedding.Table)}.", nameof(codebooks));
    }
}
