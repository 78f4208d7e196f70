using System.Text.Json.Serialization;
using HierVQ.Losses;

namespace HierVQ;

/// <summary>
/// The perceptual loss of a tokenizer: the distance LPIPS (Zhang et al., CVPR 2018) between an image and its reconstruction. It needs
/// trained weights, which a file holds; without the file training goes on without this loss, and a warning says so.
/// </summary>
public sealed class PerceptualLossOptions
{
    /// <summary>
    /// The safetensors file of VGG16's and the linear heads' weights; docs/losses.md says how it is made. Null (default) for none. A path of
    /// this machine, it is not saved with a model: only training needs it.
    /// </summary>
    [JsonIgnore]
    public string? WeightsFile { get; set; }

    /// <summary>Weight beside the pixel error. At least 0; default 1.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>The images decoded from the upper levels alone are judged too, where the tokenizer makes any (HQ-VAE's use_perceptual_top). Default false.</summary>
    public bool TopReconstruction { get; set; }

    /// <summary>
    /// Dropout in front of the linear heads, as the published training code of VQGAN and HQ-VAE has it by an oversight: half of what the
    /// loss compares is left out by chance. Default false.
    /// </summary>
    public bool Dropout { get; set; }

    /// <summary>What to warn of: that the loss is asked for and its file is not there. Null where nothing is amiss.</summary>
    [JsonIgnore]
    internal string? Warning => WeightsFile is null && Weight > 0
        ? "Training goes on without the perceptual loss: its weights cannot be shipped, and Perceptual.WeightsFile names no file. docs/losses.md says how to make one; set Perceptual to null to do without on purpose."
        : null;

    /// <summary>Checks every option.</summary>
    internal void Validate() => OptionCheck.AtLeast(Weight, 0, "Perceptual.Weight");

    /// <summary>Checks what the file says of its tensors, and that images are large enough: what only training needs.</summary>
    /// <param name="imageSize">Side of the images.</param>
    internal void ValidateForTraining(int imageSize)
    {
        if (WeightsFile is null)
            return;
        if (imageSize < Lpips.SmallestSide)
            throw new ArgumentOutOfRangeException(nameof(TokenizerOptions.ImageSize), imageSize, $"ImageSize is {imageSize}; the perceptual loss halves images four times and needs at least {Lpips.SmallestSide}. Set Perceptual to null, or enlarge the images.");
        if (!File.Exists(WeightsFile))
            throw new FileNotFoundException($"Perceptual.WeightsFile is '{WeightsFile}', but there is no such file: docs/losses.md says how to make it; set Perceptual to null to do without.", WeightsFile);
        LpipsWeights.CheckFile(WeightsFile);
    }
}
