namespace HierVQ.Priors;

/// <summary>The network that brings a condition to the size of a prior's map.</summary>
/// <param name="Channels">Numbers that each position is told.</param>
/// <param name="Blocks">Gated residual blocks over each map of codes.</param>
/// <param name="KernelSize">Side of their convolutions, odd.</param>
/// <param name="Precision">The numbers in which it calculates in training.</param>
internal sealed record MapConditionShape(int Channels, int Blocks, int KernelSize, TrainingPrecision Precision);
