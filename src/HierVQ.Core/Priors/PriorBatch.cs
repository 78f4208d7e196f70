using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>What one training step of a prior learns from. The tensors stay the caller's.</summary>
/// <param name="Codes">(N, total codes) Int64 on the prior's device, in pyramid order, without holes.</param>
/// <param name="Classes">(N) Int64, -1 for a row without a class; null where no row has one.</param>
/// <param name="SoftTargets">Soft labels, for each level (N, codes of the level, K) in raster order, rows sum to 1; null to learn the codes themselves.</param>
public sealed record PriorBatch(Tensor Codes, Tensor? Classes = null, IReadOnlyList<Tensor>? SoftTargets = null);
