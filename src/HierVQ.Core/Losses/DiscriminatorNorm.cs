namespace HierVQ;

/// <summary>How the maps inside a discriminator are normalised.</summary>
public enum DiscriminatorNorm
{
    /// <summary>By the batch, with running means: VQGAN and RQ-VAE.</summary>
    Batch,

    /// <summary>By 32 groups of channels of each image: HQ-VAE. Channels must be a multiple of 16.</summary>
    Group,

    /// <summary>By a scale and a shift a channel that the first batch sets and training moves on (Glow): VQGAN's alternative.</summary>
    ActNorm,
}
