using System.Collections.Immutable;

namespace HierVQ;

/// <summary>How near reconstructions are to their originals.</summary>
public sealed record ReconstructionMetrics
{
    /// <summary>Peak signal-to-noise ratio in decibels of the mean squared error over all images: 10 log10(255² / MSE). Higher is better; infinite where nothing differs.</summary>
    public required double Psnr { get; init; }

    /// <summary>Mean of the single images' PSNR in decibels. Higher is better.</summary>
    public required double MeanImagePsnr { get; init; }

    /// <summary>Mean squared error of a channel, in steps of 0 to 255. Lower is better.</summary>
    public required double MeanSquaredError { get; init; }

    /// <summary>Mean absolute error of a channel, in steps of 0 to 255. Lower is better.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>
    /// Mean structural similarity of the images: windows of 11 x 11 with a Gaussian of standard deviation 1.5, a channel at a time (Wang et al. 2004). Higher is better, 1 for exact
    /// copies; not a number where images are smaller than a window.
    /// </summary>
    public required double Ssim { get; init; }

    /// <summary>Where a column of codes was given: each level and depth, with codes in use, dead codes and perplexity over all rows measured; otherwise empty.</summary>
    public ImmutableArray<CodebookUsage> Codebooks { get; init; } = [];

    /// <summary>Rows measured.</summary>
    public required long Images { get; init; }

    /// <summary>Rows without an original or a reconstruction.</summary>
    public required long Missing { get; init; }
}
