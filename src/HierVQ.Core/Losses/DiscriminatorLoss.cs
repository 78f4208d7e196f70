namespace HierVQ;

/// <summary>What a discriminator learns by.</summary>
public enum DiscriminatorLoss
{
    /// <summary>½ (mean max(0, 1 - D(x)) + mean max(0, 1 + D(x̂))): Lim and Ye, Geometric GAN, 2017. The default of every published model.</summary>
    Hinge,

    /// <summary>½ (mean softplus(-D(x)) + mean softplus(D(x̂))): Goodfellow et al., 2014.</summary>
    Vanilla,
}
