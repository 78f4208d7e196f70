using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Layers;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the HQ-VAE tokenizer with two levels (You, Kim, Kim, Lee, Han: Locally Hierarchical Auto-Regressive Modeling for Image
/// Generation, NeurIPS 2022). The defaults make 4x4 + 8x8 codes of a 32 x 32 image.
/// </summary>
public sealed class HqVaeOptions : BackboneTokenizerOptions
{
    /// <summary>How the top level is made of the bottom's features. Default <see cref="LevelResizing.PixelShuffle"/>.</summary>
    public LevelResizing Resizing { get; set; } = LevelResizing.PixelShuffle;

    /// <summary>Factor between the two levels, at least 2 (default).</summary>
    public int ResizeFactor { get; set; } = 2;

    /// <summary>The first convolution halves the resolution and the decoder doubles once more (use_init_downsample). Default true.</summary>
    public bool InitialDownsample { get; set; } = true;

    /// <summary>Residual, attention and residual block at the coarsest resolution (use_mid_block). Default true.</summary>
    public bool MidBlock { get; set; } = true;

    /// <summary>Attention blocks at all (use_attn). Default true.</summary>
    public bool Attention { get; set; } = true;

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
    public override CodeLayout Layout
    {
        get
        {
            int bottom = ImageSize >> Halvings, top = bottom / ResizeFactor;
            return new CodeLayout(
                new CodeLevel(top, top, 1, CodebookSize[0]),
                new CodeLevel(bottom, bottom, 1, CodebookSize[1]));
        }
    }

    /// <summary>Length of the vectors of a level, 0 being the top: pixel-unshuffle turns a square of vectors into one long one.</summary>
    internal int VectorSize(int level) =>
        level == 0 && Resizing == LevelResizing.PixelShuffle ? EmbeddingSize * ResizeFactor * ResizeFactor : EmbeddingSize;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (CodebookSize.Values.Length > 2)
            throw new ArgumentOutOfRangeException(nameof(CodebookSize), $"CodebookSize has {CodebookSize.Values.Length} values; HQ-VAE has two levels, so give one value or two.");
        OptionCheck.AtLeast(ResizeFactor, 2);
        CheckDivision(ResizeFactor);
        for (int level = 0; level < 2; level++)
            Quantizer.Validate(CodebookSize[level], VectorSize(level));
    }
}
