using System.Numerics;
using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the VQ-VAE-2 tokenizer (Razavi, van den Oord, Vinyals: Generating Diverse High-Fidelity Images with VQ-VAE-2, NeurIPS
/// 2019). The defaults make 4x4 + 8x8 codes of a 32 x 32 image, at half the paper's width.
/// </summary>
public sealed class VqVae2Options : TokenizerOptions
{
    /// <summary>Levels of codes, 2 (default, the paper's ImageNet model) or 3 (its FFHQ model).</summary>
    public int Levels { get; set; } = 2;

    /// <summary>Factor between the image and the finest code map: a power of two from 2 to 64. Default 4; 8 in the paper's FFHQ model. Each level above halves once more.</summary>
    public int BottomStride { get; set; } = 4;

    /// <summary>Channels of encoders and decoders. An even number, at least 2. Default 64; 128 in the paper.</summary>
    public int Channels { get; set; } = 64;

    /// <summary>Residual blocks of each encoder and decoder. At least 0; default 2.</summary>
    public int ResidualBlocks { get; set; } = 2;

    /// <summary>Channels inside residual blocks. At least 1; default 32.</summary>
    public int ResidualChannels { get; set; } = 32;

    /// <summary>Size of a code vector of every level. At least 1; default 32, 64 in the paper.</summary>
    public int EmbeddingSize { get; set; } = 32;

    /// <summary>Codes a level, at least 2. One value, or one a level, top first. Default 512.</summary>
    public PerLevel<int> CodebookSize { get; set; } = 512;

    /// <summary>How vectors become codes. Default <see cref="EmaQuantizerOptions"/>; the paper has its codebooks learn so, but without restarts.</summary>
    public QuantizerOptions Quantizer { get; set; } = new EmaQuantizerOptions();

    /// <inheritdoc/>
    [JsonIgnore]
    private protected override bool TrainsInAnyPrecision => true;

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new VqVae2(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout => new(Enumerable.Range(0, Levels).Select(level =>
    {
        int side = ImageSize / (BottomStride << (Levels - 1 - level));
        return new CodeLevel(side, side, Quantizer.CodesPerVector, CodebookSize[level]);
    }));

    /// <inheritdoc/>
    internal override bool Takes(ImageContent content) => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.Within(Levels, 2, 3);
        OptionCheck.Within(BottomStride, 2, 64);
        if (!BitOperations.IsPow2(BottomStride))
            throw new ArgumentOutOfRangeException(nameof(BottomStride), BottomStride, $"BottomStride is {BottomStride}; it must be a power of two.");
        OptionCheck.Within(Channels, 2, 1 << 16);
        if (Channels % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(Channels), Channels, $"Channels is {Channels}; it must be even.");
        OptionCheck.AtLeast(ResidualBlocks, 0);
        OptionCheck.AtLeast(ResidualChannels, 1);
        OptionCheck.AtLeast(EmbeddingSize, 1);
        OptionCheck.CodebookSizes(CodebookSize, Levels);
        if (Quantizer is null)
            throw new ArgumentNullException(nameof(Quantizer), "Quantizer is null; it must say how vectors become codes.");
        for (int level = 0; level < Levels; level++)
            Quantizer.Validate(CodebookSize[level], EmbeddingSize);
        OptionCheck.Divides((long)BottomStride << (Levels - 1), ImageSize);
    }
}
