using System.Text.Json.Serialization;
using HierVQ.Codes;
using HierVQ.Images;
using HierVQ.Tokenizers;
using TorchSharp;

namespace HierVQ;

/// <summary>What every tokenizer is asked: the images it takes and how it trains. The derived class picks the tokenizer.</summary>
// The one closed list of tokenizer kinds: options.json names its kind, and nothing else switches on it.
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(VqGanOptions), "vqgan")]
[JsonDerivedType(typeof(RqVaeOptions), "rqvae")]
[JsonDerivedType(typeof(HqVaeOptions), "hqvae")]
[JsonDerivedType(typeof(VqVae2Options), "vqvae2")]
[JsonDerivedType(typeof(AuxiliaryDecoderOptions), "auxiliary")]
[JsonDerivedType(typeof(ColorPaletteOptions), "palette")]
public abstract class TokenizerOptions : TrainingOptions
{
    /// <summary>The training of tokenizers as it was published: Adam with betas 0.5 and 0.9.</summary>
    protected TokenizerOptions() => (AdamBeta1, AdamBeta2) = (0.5, 0.9);

    /// <summary>Height and width in pixels to which images are brought. Default 32.</summary>
    public int ImageSize { get; set; } = 32;

    /// <summary>What the pixels of images say. Default <see cref="ImageContent.Color"/>.</summary>
    public ImageContent Content { get; set; }

    /// <summary>Number of classes of <see cref="ImageContent.Segmentation"/>, from 2 to 256; 0 (default) for other contents.</summary>
    public int Classes { get; set; }

    /// <summary>
    /// Height and width to which training images are brought, of which training cuts out squares of <see cref="ImageSize"/> anywhere and held-out
    /// images are measured at their middle. At least <see cref="ImageSize"/>; null (default) for that.
    /// </summary>
    public int? TrainingImageSize { get; set; }

    /// <summary>
    /// Smallest share of a training image's area that is cut out, as a square, and resized to <see cref="ImageSize"/>; held-out images are
    /// then resized as a whole. Above 0; 1 (default) for squares of <see cref="ImageSize"/> as they are. The published models of faces have 0.75.
    /// </summary>
    public double CropScale { get; set; } = 1;

    /// <summary>Training images are mirrored left to right with this chance, from 0 (default) to 1.</summary>
    public double FlipProbability { get; set; }

    /// <summary>Training images are shifted by up to this many pixels in each direction, edges repeated; default 0.</summary>
    public int MaxShift { get; set; }

    /// <summary>Decoded training pixels kept in memory, in bytes; fitting more is an error that says how much is needed. Default 2 GiB.</summary>
    public long MemoryBudget { get; set; } = 2L << 30;

    /// <summary>
    /// File of published weights that training starts from (<see cref="PublishedWeights"/>: safetensors, or PyTorch's own), of a model of this very shape; null (default) for random weights.
    /// It is not saved with the model.
    /// </summary>
    [JsonIgnore]
    public string? PretrainedWeights { get; set; }

    /// <summary>How pixels are kept and given to the network.</summary>
    [JsonIgnore]
    public PixelForm Pixels => PixelForm.Of(Content, Classes);

    /// <summary>Whether the tokenizer takes such images; colours by default.</summary>
    internal virtual bool Takes(ImageContent content) => content == ImageContent.Color;

    /// <summary>The pyramid that these options make of an image.</summary>
    [JsonIgnore]
    public abstract CodeLayout Layout { get; }

    /// <summary>Makes the tokenizer of these options, with weights drawn by <see cref="TrainingOptions.Seed"/> and nothing else.</summary>
    /// <param name="device">Where it will live.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public abstract ITokenizer Create(torch.Device device);

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        OptionCheck.AtLeast(ImageSize, 1);
        OptionCheck.Defined(Content);
        if (!Takes(Content))
            throw new ArgumentOutOfRangeException(nameof(Content), Content, $"Content is {Content}; {GetType().Name} takes images of {ImageContent.Color} alone.");
        if (Content == ImageContent.Segmentation)
            OptionCheck.Within(Classes, 2, 256);
        else if (Classes != 0)
            throw new ArgumentOutOfRangeException(nameof(Classes), Classes, $"Classes is {Classes}, but Content is {Content}; classes belong to {ImageContent.Segmentation}, for others leave it at 0.");
        if (TrainingImageSize is { } trainingSize && trainingSize < ImageSize)
            throw new ArgumentOutOfRangeException(nameof(TrainingImageSize), trainingSize, $"TrainingImageSize is {trainingSize}; squares of ImageSize {ImageSize} are cut out of it, so it must be at least that, or null for the same.");
        OptionCheck.Above(CropScale, 0);
        OptionCheck.Within(CropScale, 0, 1);
        OptionCheck.Within(FlipProbability, 0, 1);
        OptionCheck.Within(MaxShift, 0, Math.Max(0, ImageSize - 1));
        OptionCheck.Above(MemoryBudget, 0);
    }

    /// <inheritdoc/>
    public override void ValidateForTraining()
    {
        base.ValidateForTraining();
        if (PretrainedWeights is not null && !File.Exists(PretrainedWeights))
            throw new ArgumentException($"PretrainedWeights is '{PretrainedWeights}', but there is no such file; leave it null for random weights.", nameof(PretrainedWeights));
    }

    /// <inheritdoc/>
    public override void TakeUnsaved(TrainingOptions from)
    {
        base.TakeUnsaved(from);
        PretrainedWeights = (from as TokenizerOptions)?.PretrainedWeights;
    }
}
