using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>
/// Options of the colour palette, a tokenizer that k-means finds (Esser, Rombach, Ommer 2021, section 4.3). Of the options of training it
/// heeds Epochs (passes of k-means at most), ValidationFraction, Seed, TimeLimit and the callbacks; it takes seconds and keeps no checkpoints, and the
/// rest is for networks.
/// </summary>
public sealed class ColorPaletteOptions : TokenizerOptions
{
    /// <summary>Number of colours, K. At least 2; default 512, as in the paper.</summary>
    public int CodebookSize { get; set; } = 512;

    /// <summary>Side of the squares of pixels that share a code, that of their mean colour. It divides the image's side; default 1, a code for every pixel.</summary>
    public int PoolingFactor { get; set; } = 1;

    /// <summary>Pixels, drawn evenly from all images, over which k-means goes. At least as many as colours; default 65536.</summary>
    public int SamplePixels { get; set; } = 1 << 16;

    /// <inheritdoc/>
    public override ITokenizer Create(torch.Device device)
    {
        using var init = new torch.Generator((ulong)Seed, torch.CPU);
        return new ColorPalette(this, device, init);
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public override CodeLayout Layout => new(new CodeLevel(ImageSize / PoolingFactor, ImageSize / PoolingFactor, 1, CodebookSize));

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(CodebookSize, 2);
        OptionCheck.AtLeast(PoolingFactor, 1);
        OptionCheck.Divides(PoolingFactor, ImageSize);
        OptionCheck.AtLeast(SamplePixels, CodebookSize);
    }

    /// <inheritdoc/>
    public override void ValidateForTraining()
    {
        base.ValidateForTraining();
        if (PretrainedWeights is not null)
            throw new ArgumentException("PretrainedWeights is set, but a palette is found from the images alone: set it to null, or load the colours into a tokenizer and use that as a fitted one.", nameof(PretrainedWeights));
    }
}
