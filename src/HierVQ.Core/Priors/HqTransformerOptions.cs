using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the HQ-Transformer prior (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image Generation, NeurIPS 2022),
/// for two levels or more. The defaults are a small model for 4x4 + 8x8 codes on a CPU.
/// </summary>
public sealed class HqTransformerOptions : PriorOptions
{
    /// <summary>Sets the defaults of a prior's training: 60 epochs, weight decay 0.01, gradients clipped at 1.</summary>
    public HqTransformerOptions()
    {
        Epochs = 60;
        WeightDecay = 0.01;
        ClipGradientNorm = 1;
    }

    /// <summary>Width d of the transformer. A multiple of <see cref="Heads"/>, and of the number of lowest codes a local pyramid (4 with two levels, 16 with three) for <see cref="PyramidEmbedding.Addition"/>. Default 128.</summary>
    public int Width { get; set; } = 128;

    /// <summary>Blocks of the main transformer. At least 1; default 4.</summary>
    public int Layers { get; set; } = 4;

    /// <summary>Blocks of the prediction head transformer. At least 1; default 2.</summary>
    public int HeadLayers { get; set; } = 2;

    /// <summary>Attention heads. At least 1; default 4.</summary>
    public int Heads { get; set; } = 4;

    /// <summary>How a local pyramid becomes one input vector. Default <see cref="PyramidEmbedding.Transformer"/>.</summary>
    public PyramidEmbedding Embedding { get; set; } = PyramidEmbedding.Transformer;

    /// <summary>Blocks of the embedding transformer, with <see cref="PyramidEmbedding.Transformer"/> and <see cref="PyramidEmbedding.Bidirectional"/>. At least 0 (default, as published: the mean of the embeddings).</summary>
    public int EmbeddingBlocks { get; set; }

    /// <summary>How the codes of a local pyramid are decided. Default <see cref="PredictionHead.Parallel"/>.</summary>
    public PredictionHead Head { get; set; }

    /// <summary>How positions are known. Default <see cref="PositionEmbedding.OneDimensional"/>.</summary>
    public PositionEmbedding Positions { get; set; }

    /// <summary>Rows of the position table (ctx_len_img), at least the top codes of an image; 0 (default) takes just these.</summary>
    public int ContextLength { get; set; }

    /// <summary>Takes x · sigmoid(1.702 x) for GELU, as some published checkpoints do (gelu_use_approx), instead of the exact function. Default false.</summary>
    public bool ApproximateGelu { get; set; }

    /// <summary>Dropout on the results of attention and of the two-layer network in each block (resid_pdrop). At least 0, below 1; default 0.1.</summary>
    public double Dropout { get; set; } = 0.1;

    /// <summary>Dropout on attention weights (attn_pdrop). At least 0 (default), below 1.</summary>
    public double AttentionDropout { get; set; }

    /// <summary>Dropout on the input embeddings (embd_pdrop). At least 0 (default), below 1.</summary>
    public double EmbeddingDropout { get; set; }

    /// <summary>Weights of the levels' cross-entropies, coarse to fine. At least 0; default 1, 4, 16.</summary>
    public PerLevel<double> LevelWeights { get; set; } = new[] { 1.0, 4, 16 };

    /// <summary>
    /// With a text, the share w of the loss that goes to predicting the text's tokens from those before: (1 - w) times the loss of the codes plus w times the sum of
    /// <see cref="LevelWeights"/> times the text's cross-entropy. At least 0, below 1; default 0.1.
    /// </summary>
    public double TextWeight { get; set; } = 0.1;

    /// <summary>The weight of the second of two levels, as models were saved with before there were more.</summary>
    [JsonInclude, JsonPropertyName("bottomWeight"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal double? SavedBottomWeight
    {
        get => null;
        set => LevelWeights = new[] { 1, value ?? LevelWeights[1] };
    }

    /// <inheritdoc/>
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    private protected override IPrior CreateCore(PriorContext context, torch.Generator init) => new HqTransformer(this, context, init);

    /// <inheritdoc/>
    public override void ValidateCondition(ConditionShape condition)
    {
        ValidateParts(condition, ConditionKind.Class, ConditionKind.Tokens);
        if (condition.Parts.Count > 1)
            throw new ArgumentException($"HQ-Transformer can be told a class or a text, one of them; it was to be told {condition}.", nameof(condition));
    }

    /// <inheritdoc/>
    public override void ValidateLayout(CodeLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        LocalPyramids.Check(layout);
        PositionTable.Check(Positions, layout[0], ContextLength);
        int most = LocalPyramids.Codes(layout.Count - 1);
        if (Embedding == PyramidEmbedding.Addition && Width % most != 0)
            throw new ArgumentOutOfRangeException(nameof(Width), Width, $"Width is {Width}; with Embedding {Embedding} and {layout.Count} levels it must be a multiple of {most}.");
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
        OptionCheck.AtLeast(EmbeddingBlocks, 0);
        OptionCheck.AtLeast(ContextLength, 0);
        OptionCheck.Share(Dropout);
        OptionCheck.Share(AttentionDropout);
        OptionCheck.Share(EmbeddingDropout);
        foreach (double weight in LevelWeights.Values)
            OptionCheck.AtLeast(weight, 0, nameof(LevelWeights));
        OptionCheck.Share(TextWeight);
        OptionCheck.Defined(Embedding);
        OptionCheck.Defined(Head);
        OptionCheck.Defined(Positions);
    }
}
