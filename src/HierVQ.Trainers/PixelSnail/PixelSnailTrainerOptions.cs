namespace HierVQ;

/// <summary>
/// Options of the trainer <c>PixelSnail</c>: its columns and the prior, a PixelSNAIL (<see cref="PixelSnailOptions"/>, the default) or a gated PixelCNN
/// (<see cref="GatedPixelCnnOptions"/>).
/// </summary>
public sealed class PixelSnailTrainerOptions() : PriorTrainerOptions<MapPriorOptions>(new PixelSnailOptions());
