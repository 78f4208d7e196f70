namespace HierVQ;

/// <summary>Options of the trainer <c>ResidualTransformer</c>: its columns and the prior, an RQ-Transformer prior.</summary>
public sealed class ResidualTransformerTrainerOptions() : PriorTrainerOptions<RqTransformerOptions>(new RqTransformerOptions());
