using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the RQ-VAE tokenizer (Lee, Kim, Kim, Cho, Han: Autoregressive Image Generation using Residual Quantization, CVPR 2022). The
/// defaults make 4x4 positions with a stack of 4 codes each of a 32 x 32 image.
/// </summary>
public sealed class RqVaeOptions : BackboneTokenizerOptions
{
    /// <summary>The published defaults where they differ from those of the other tokenizers.</summary>
    public RqVaeOptions()
    {
        ChannelMultipliers = [1, 1, 2, 2];
        AttentionResolutions = [4];
        CodebookSize = 512;
        Quantizer = new ResidualQuantizerOptions();
    }

    /// <summary>Side r of the squares of vectors that are quantized as one long vector, in the order of rows, columns and channels. At least 1 (default, as in all published models).</summary>
    public int PatchSize { get; set; } = 1;

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new RqVae(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout
    {
        get
        {
            int side = (ImageSize >> Halvings) / PatchSize;
            return new CodeLayout(new CodeLevel(side, side, Quantizer.CodesPerVector, CodebookSize[0]));
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    internal override int MapVectorSize => EmbeddingSize * PatchSize * PatchSize;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.CodebookSizes(CodebookSize, 1);
        OptionCheck.AtLeast(PatchSize, 1);
        if ((long)EmbeddingSize * PatchSize * PatchSize > MaxChannels)
            throw new ArgumentOutOfRangeException(nameof(PatchSize), PatchSize, $"PatchSize is {PatchSize}, which makes vectors of {(long)EmbeddingSize * PatchSize * PatchSize} numbers; at most {MaxChannels} are taken.");
        CheckDivision(PatchSize);
        Quantizer.Validate(CodebookSize[0], MapVectorSize);
    }
}
