namespace HierVQ.Images;

/// <summary>The pixels that a model wants.</summary>
public sealed class ImageDecoderOptions
{
    /// <summary>Width in pixels. At least 1; default 32.</summary>
    public int Width { get; set; } = 32;

    /// <summary>Height in pixels. At least 1; default 32.</summary>
    public int Height { get; set; } = 32;

    /// <summary>How other shapes are brought to that size. Default <see cref="ImageFit.Crop"/>.</summary>
    public ImageFit Fit { get; set; }

    /// <summary>What transparent pixels are laid over, and what <see cref="ImageFit.Pad"/> pads with. Default white.</summary>
    public RgbColor Background { get; set; } = RgbColor.White;

    /// <summary>Most pixels an encoded image may have by its header; nothing is decoded of a larger one. At least 1; default 64 Mi (8192 x 8192).</summary>
    public long MaxPixels { get; set; } = 64L << 20;

    /// <summary>What pixels say, and with it the bytes of a pixel. Default <see cref="PixelForm.Color"/>.</summary>
    public PixelForm Form { get; set; } = PixelForm.Color;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        OptionCheck.AtLeast(Width, 1);
        OptionCheck.AtLeast(Height, 1);
        OptionCheck.Within((int)Fit, (int)ImageFit.Crop, (int)ImageFit.Stretch, nameof(Fit));
        OptionCheck.AtLeast(MaxPixels, 1);
        ArgumentNullException.ThrowIfNull(Form);
        if (Form is ClassPixels && Fit == ImageFit.Pad)
            throw new ArgumentOutOfRangeException(nameof(Fit), Fit, "Fit is Pad, but there is no class to pad with: take Crop or Stretch.");
    }
}
