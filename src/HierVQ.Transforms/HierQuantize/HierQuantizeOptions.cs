using System.Text.Json.Serialization;
using HierVQ.Images;
using HierVQ.Tokenizers;
using HierVQ.Transforms;

namespace HierVQ;

/// <summary>Options of <c>HierQuantize</c>: its columns, how images are read, and the tokenizer.</summary>
public sealed class HierQuantizeOptions
{
    /// <summary>Name of the column of codes that is made. Default <c>Codes</c>.</summary>
    public string OutputColumnName { get; set; } = "Codes";

    /// <summary>Name of the column of images: MLImage, encoded bytes (Vector&lt;Byte&gt;), paths (Text) or pixels (Vector&lt;Single&gt;; of segmentations the numbers of classes). Default <c>Image</c>.</summary>
    public string InputColumnName { get; set; } = "Image";

    /// <summary>Name of a column of the features before quantization (Vector&lt;Single&gt;), which training with soft labels needs; null (default) for none.</summary>
    public string? LatentsColumnName { get; set; }

    /// <summary>Which tokenizer is trained, and how. Default <see cref="HqVaeOptions"/> with its defaults.</summary>
    public TokenizerOptions Tokenizer { get; set; } = new HqVaeOptions();

    /// <summary>A fitted tokenizer to use as it is: nothing is trained. It stays the caller's, who disposes it after the transformers that use it. Default null.</summary>
    [JsonIgnore]
    public ITokenizer? FittedTokenizer { get; set; }

    /// <summary>How images of other shapes are brought to the tokenizer's. Default <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; set; } = ImageFit.Crop;

    /// <summary>What transparent pixels are laid over, and what <see cref="ImageFit.Pad"/> pads with. Default white.</summary>
    public RgbColor Background { get; set; } = RgbColor.White;

    /// <summary>Folder that paths (Text) are relative to; null (default) for the current directory.</summary>
    public string? ImageFolder { get; set; }

    /// <summary>Most pixels an encoded image may have by its header. At least 1; default 64 Mi (8192 x 8192).</summary>
    public long MaxPixels { get; set; } = 64L << 20;

    /// <summary>How a vector of pixels is laid out. Default <see cref="PixelLayout.Planar"/>.</summary>
    public PixelLayout PixelLayout { get; set; } = PixelLayout.Planar;

    /// <summary>The number that stands for black in a vector of pixels. Default 0.</summary>
    public float PixelMinimum { get; set; }

    /// <summary>The number that stands for full brightness in a vector of pixels. Above <see cref="PixelMinimum"/>; default 255.</summary>
    public float PixelMaximum { get; set; } = 255;

    /// <summary>What becomes of rows whose image cannot be used. Default <see cref="BadImages.Fail"/>.</summary>
    public BadImages BadImages { get; set; } = BadImages.Fail;

    /// <summary>Images a run of the network in scoring. At least 1; default 64.</summary>
    public int BatchSize { get; set; } = 64;

    /// <summary>Checks every option, the tokenizer's included.</summary>
    /// <exception cref="ArgumentException">A name is empty, or an option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(InputColumnName);
        ArgumentNullException.ThrowIfNull(Tokenizer);
        if (LatentsColumnName is not null && (LatentsColumnName.Length == 0 || LatentsColumnName == OutputColumnName))
            throw new ArgumentException($"LatentsColumnName is '{LatentsColumnName}'; it must be a name other than OutputColumnName, or null for no such column.", nameof(LatentsColumnName));
        if (!Enum.IsDefined(Fit))
            throw new ArgumentOutOfRangeException(nameof(Fit), Fit, $"Fit is {Fit}; it must be one of {string.Join(", ", Enum.GetNames<ImageFit>())}.");
        if (!Enum.IsDefined(PixelLayout))
            throw new ArgumentOutOfRangeException(nameof(PixelLayout), PixelLayout, $"PixelLayout is {PixelLayout}; it must be one of {string.Join(", ", Enum.GetNames<PixelLayout>())}.");
        if (!Enum.IsDefined(BadImages))
            throw new ArgumentOutOfRangeException(nameof(BadImages), BadImages, $"BadImages is {BadImages}; it must be one of {string.Join(", ", Enum.GetNames<BadImages>())}.");
        if (MaxPixels < 1)
            throw new ArgumentOutOfRangeException(nameof(MaxPixels), MaxPixels, $"MaxPixels is {MaxPixels}; it must be at least 1.");
        if (!float.IsFinite(PixelMinimum) || !float.IsFinite(PixelMaximum) || !(PixelMaximum > PixelMinimum))
            throw new ArgumentOutOfRangeException(nameof(PixelMaximum), PixelMaximum, $"PixelMaximum is {PixelMaximum}; it must be above PixelMinimum, which is {PixelMinimum}, and both finite.");
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"BatchSize is {BatchSize}; it must be at least 1.");
        TokenizerOptions tokenizer = FittedTokenizer?.Options ?? Tokenizer;
        tokenizer.Validate();
        if (tokenizer.Content == ImageContent.Segmentation)
            CheckClasses();
    }

    /// <summary>A copy that later changes to this one do not reach, with the options of the tokenizer that is really used.</summary>
    internal HierQuantizeOptions Copy(TokenizerOptions tokenizer)
    {
        var copy = (HierQuantizeOptions)MemberwiseClone();
        copy.Tokenizer = tokenizer;
        copy.FittedTokenizer = null;
        return copy;
    }

    // Numbers of classes are names: nothing comes between two of them, and nothing scales them.
    private void CheckClasses()
    {
        if (Fit == ImageFit.Pad)
            throw new ArgumentOutOfRangeException(nameof(Fit), Fit, $"Fit is {ImageFit.Pad}, but {ImageContent.Segmentation} has no class to pad with: take {ImageFit.Crop} or {ImageFit.Stretch}.");
        if (PixelMinimum != 0 || PixelMaximum != byte.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(PixelMaximum), PixelMaximum, $"PixelMinimum and PixelMaximum are {PixelMinimum} and {PixelMaximum}, but vectors of {ImageContent.Segmentation} hold the numbers of classes as they are: leave them at 0 and 255.");
    }

    internal ImageInputSettings ImageInput(int size, PixelForm form) => new(
        size,
        form,
        new ImageDecoder(new ImageDecoderOptions { Width = size, Height = size, Fit = Fit, Background = Background, MaxPixels = MaxPixels, Form = form }),
        Background, ImageFolder, PixelLayout, PixelMinimum, PixelMaximum, BadImages);
}
