using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the HQ-VAE tokenizer (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image
/// Generation, NeurIPS 2022). The defaults make 4x4 + 8x8 codes of a 32 x 32 image.
/// </summary>
public sealed class HqVaeOptions : BackboneTokenizerOptions
{
    /// <summary>Levels of codes (code_levels), from 2 (default) to 8. The decoder sees two levels side by side, and the sum of three or more: so were they published.</summary>
    public int Levels { get; set; } = 2;

    /// <summary>How the features of a level are made of those of the next finer one (upsample). Default <see cref="LevelResizing.PixelShuffle"/>.</summary>
    public LevelResizing Resizing { get; set; } = LevelResizing.PixelShuffle;

    /// <summary>Factor between a level and the next, at least 2 (default).</summary>
    public int ResizeFactor { get; set; } = 2;

    /// <summary>The first convolution halves the resolution and the decoder doubles once more (use_init_downsample). Default true.</summary>
    public bool InitialDownsample { get; set; } = true;

    /// <summary>Residual, attention and residual block at the coarsest resolution (use_mid_block). Default true.</summary>
    public bool MidBlock { get; set; } = true;

    /// <summary>Attention blocks at all (use_attn). Default true.</summary>
    public bool Attention { get; set; } = true;

    /// <summary>
    /// Weight of the feature reconstruction loss (residual_l1_weight): the mean of |residual| below the top, over several levels their sum. For learned
    /// resizing, which nothing else tells to keep the features. At least 0 (default; published: 1 with <see cref="LevelResizing.Convolution"/>).
    /// </summary>
    public double FeatureLossWeight { get; set; }

    /// <summary>
    /// The step from which training also decodes the top codes alone, and the pixel error is the mean of both images' (bottom_start); null
    /// (default) for never. Published with 0 for <see cref="LevelResizing.Convolution"/>. It costs a second run of the decoder.
    /// </summary>
    public long? TopReconstructionStart { get; set; }

    /// <summary>
    /// The finest level's commitment is left out of the loss, as the published program leaves it out where there are three levels; its encoder then hears nothing of
    /// how far its vectors are from their codes. Default false.
    /// </summary>
    public bool DropFinestCommitment { get; set; }

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new HqVae(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    internal override int Halvings => base.Halvings + (InitialDownsample ? 1 : 0);

    /// <inheritdoc/>
    [JsonIgnore]
    internal override BackboneShape Backbone => base.Backbone with
    {
        InitialDownsample = InitialDownsample,
        MidBlock = MidBlock,
        Attention = Attention,
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout => new(Enumerable.Range(0, Levels).Select(level =>
    {
        int side = (int)((ImageSize >> Halvings) / Factor(level));
        return new CodeLevel(side, side, Quantizer.CodesPerVector, CodebookSize[level]);
    }));

    /// <summary>Length of the vectors of a level, 0 being the top: pixel-unshuffle turns a square of vectors into one long one.</summary>
    internal int VectorSize(int level) =>
        Resizing == LevelResizing.PixelShuffle ? checked((int)(EmbeddingSize * Factor(level) * Factor(level))) : EmbeddingSize;

    // Between a level and the finest.
    private long Factor(int level) => (long)Math.Pow(ResizeFactor, Levels - 1 - level);

    /// <inheritdoc/>
    private protected override bool DecodesUpperLevels => TopReconstructionStart is not null;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Within(Levels, 2, 8);
        OptionCheck.CodebookSizes(CodebookSize, Levels);
        OptionCheck.Defined(Resizing);
        OptionCheck.Within(ResizeFactor, 2, 64);
        CheckDivision(Factor(0));
        OptionCheck.AtLeast(FeatureLossWeight, 0);
        OptionCheck.AtLeast(TopReconstructionStart ?? 0, 0, nameof(TopReconstructionStart));
        for (int level = 0; level < Levels; level++)
            Quantizer.Validate(CodebookSize[level], VectorSize(level));
    }
}
