namespace HierVQ.Quantization;

/// <summary>Size of a codebook and how it learns.</summary>
public sealed record EmaCodebookOptions
{
    /// <summary>Number of codes, K.</summary>
    public required int Size { get; init; }

    /// <summary>Length of a code vector, D.</summary>
    public required int VectorSize { get; init; }

    /// <summary>Decay a step of the running means, at least 0 and below 1. Default 0.99.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>Additive smoothing of the counts. Default 1e-5.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Whether codes that fall out of use are put onto vectors of the batch. Default true.</summary>
    public bool RestartUnused { get; init; } = true;

    /// <summary>A code counts as unused while its running number of uses a step is below this. Default 1, as RQ-VAE has it.</summary>
    public double RestartThreshold { get; init; } = 1;
}
