namespace HierVQ;

/// <summary>Options of the trainer <c>RasterTransformer</c>: its columns and the prior, a GPT prior in raster or another order (VQGAN's).</summary>
public sealed class RasterTransformerTrainerOptions() : PriorTrainerOptions<RasterTransformerOptions>(new RasterTransformerOptions());
