namespace HierVQ;

/// <summary>Which reconstructions a discriminator learns from.</summary>
public enum DiscriminatorPass
{
    /// <summary>Those of the tokenizer's own step, from before its weights changed: one pass a step, as RQ-VAE trains.</summary>
    Same,

    /// <summary>Those of another pass, with the weights after the tokenizer's step: twice the work, and codebooks without gradients learn twice a step. So VQGAN and HQ-VAE train.</summary>
    Fresh,
}
