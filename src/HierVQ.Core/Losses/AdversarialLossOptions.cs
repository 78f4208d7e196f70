using HierVQ.Losses;

namespace HierVQ;

/// <summary>
/// The adversarial loss of a tokenizer: a discriminator (<see cref="PatchDiscriminator"/>) learns to tell reconstructions from images,
/// and the tokenizer learns to deceive it (Esser, Rombach, Ommer 2021, section 3.1). The defaults are VQGAN's, in one pass a step.
/// </summary>
public sealed class AdversarialLossOptions
{
    /// <summary>Convolutions of the discriminator that halve the map (n_layers). At least 1; default 3. RQ-VAE and HQ-VAE have 2.</summary>
    public int Layers { get; set; } = 3;

    /// <summary>Channels after the discriminator's first convolution (ndf). At least 1; default 64.</summary>
    public int Channels { get; set; } = 64;

    /// <summary>How the discriminator's maps are normalised. Default <see cref="DiscriminatorNorm.Batch"/>; HQ-VAE has <see cref="DiscriminatorNorm.Group"/>.</summary>
    public DiscriminatorNorm Norm { get; set; }

    /// <summary>What the discriminator learns by. Default <see cref="DiscriminatorLoss.Hinge"/>.</summary>
    public DiscriminatorLoss Loss { get; set; }

    /// <summary>Weight of the loss in the tokenizer's total, beside the adaptive weight (disc_weight). At least 0; default 0.8. RQ-VAE and HQ-VAE have 0.75.</summary>
    public double Weight { get; set; } = 0.8;

    /// <summary>Whether the loss is also weighed by the ratio of gradients at the decoder's last convolution (<see cref="AdaptiveWeight"/>). Default true.</summary>
    public bool Adaptive { get; set; } = true;

    /// <summary>The step from which the discriminator takes part (disc_start). At least 0 (default).</summary>
    public long StartStep { get; set; }

    /// <summary>The epoch, counted from 0, from which the discriminator takes part: RQ-VAE counts epochs. At least 0 (default); the later of the two starts counts.</summary>
    public int StartEpoch { get; set; }

    /// <summary>Factor of both sides once the discriminator takes part (disc_factor). Above 0; default 1.</summary>
    public double Factor { get; set; } = 1;

    /// <summary>Factor of the discriminator's own loss. Above 0; default 1. RQ-VAE's code has 0.75 there too, which matters only where gradients are clipped.</summary>
    public double DiscriminatorWeight { get; set; } = 1;

    /// <summary>Which reconstructions the discriminator learns from. Default <see cref="DiscriminatorPass.Same"/>.</summary>
    public DiscriminatorPass Pass { get; set; }

    /// <summary>The images decoded from the upper levels alone are judged too, where the tokenizer makes any, and count as much (HQ-VAE's use_adversarial_top). Default false.</summary>
    public bool TopReconstruction { get; set; }

    /// <summary>Checks every option.</summary>
    /// <param name="imageSize">Side of the images.</param>
    internal void Validate(int imageSize)
    {
        OptionCheck.Within(Layers, 1, 20, "Adversarial.Layers");
        OptionCheck.AtLeast(Channels, 1, "Adversarial.Channels");
        OptionCheck.AtLeast(Weight, 0, "Adversarial.Weight");
        OptionCheck.AtLeast(StartStep, 0, "Adversarial.StartStep");
        OptionCheck.AtLeast(StartEpoch, 0, "Adversarial.StartEpoch");
        OptionCheck.Above(Factor, 0, "Adversarial.Factor");
        OptionCheck.Above(DiscriminatorWeight, 0, "Adversarial.DiscriminatorWeight");
        OptionCheck.Defined(Norm, "Adversarial.Norm");
        OptionCheck.Defined(Loss, "Adversarial.Loss");
        OptionCheck.Defined(Pass, "Adversarial.Pass");
        if (Norm == DiscriminatorNorm.Group && Channels % 16 != 0)
            throw new ArgumentOutOfRangeException("Adversarial.Channels", Channels, $"Adversarial.Channels is {Channels}; with group norms it must be a multiple of 16, because the second convolution's twice as many go into 32 groups.");
        if (PatchDiscriminator.LogitSide(imageSize, Layers) < 1)
            throw new ArgumentOutOfRangeException("Adversarial.Layers", Layers, $"Adversarial.Layers is {Layers}; a discriminator of so many layers needs images of at least {3 << Layers} pixels, and ImageSize is {imageSize}.");
    }
}
