using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>What one training step of a prior learns from. The tensors stay the caller's.</summary>
/// <param name="Codes">(N, total codes) Int64 on the prior's device, in pyramid order, without holes.</param>
/// <param name="Conditions">(N, length of the prior's condition) Int64, -1 in all of a part for none; null where no row has a condition.</param>
/// <param name="SoftTargets">Soft labels, for each level (N, codes of the level, K) in raster order, rows sum to 1; null to learn the codes themselves.</param>
public sealed record PriorBatch(Tensor Codes, Tensor? Conditions = null, IReadOnlyList<Tensor>? SoftTargets = null);
