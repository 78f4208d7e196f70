namespace HierVQ;

/// <summary>Options of the trainer <c>HierTransformer</c>: its columns and the prior, an HQ-Transformer.</summary>
public sealed class HierTransformerOptions() : PriorTrainerOptions<HqTransformerOptions>(new HqTransformerOptions());
