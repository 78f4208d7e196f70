namespace HierVQ;

/// <summary>How the difference between an image and its reconstruction is measured, a pixel value.</summary>
public enum ReconstructionLoss
{
    /// <summary>Mean squared error (HQ-VAE, RQ-VAE, VQ-VAE-2).</summary>
    SquaredError,

    /// <summary>Mean absolute error (VQGAN).</summary>
    AbsoluteError,
}
