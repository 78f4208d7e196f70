namespace HierVQ;

/// <summary>Options of the trainer <c>PriorStack</c>: its columns and the prior, a stack of priors, one a level (VQ-VAE-2's).</summary>
public sealed class PriorStackTrainerOptions() : PriorTrainerOptions<PriorStackOptions>(new PriorStackOptions());
