namespace HierVQ.Layers;

/// <summary>What all encoders and decoders of one VQ-VAE-2 have in common.</summary>
/// <param name="Channels">Channels inside; an even number.</param>
/// <param name="ResidualBlocks">Residual blocks of each.</param>
/// <param name="ResidualChannels">Channels inside residual blocks.</param>
/// <param name="Precision">The numbers in which they calculate in training.</param>
public sealed record StridedShape(int Channels, int ResidualBlocks, int ResidualChannels, TrainingPrecision Precision = TrainingPrecision.Float32);
