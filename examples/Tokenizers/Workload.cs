namespace HierVQ.Examples.Tokenizers;

/// <summary>How much of everything a run takes.</summary>
/// <param name="TrainingPictures">Pictures to train on, at most.</param>
/// <param name="HeldOutPictures">Held-out pictures, at most.</param>
/// <param name="TimedPictures">Pictures that speeds are measured on.</param>
/// <param name="Epochs">Epochs of every variant; null for its own.</param>
internal sealed record Workload(int TrainingPictures, int HeldOutPictures, int TimedPictures, int? Epochs)
{
    /// <summary>What the tables are made of.</summary>
    public static Workload Full { get; } = new(int.MaxValue, int.MaxValue, 256, null);

    /// <summary>A few steps of everything: whether it runs at all.</summary>
    public static Workload Quick { get; } = new(64, 16, 16, 1);

    /// <summary>The pictures to train on, spread over all.</summary>
    public Picture[] Training(Pictures pictures) => [.. Pictures.Spread(pictures.Training, TrainingPictures)];

    /// <summary>The held-out pictures, spread over all.</summary>
    public Picture[] HeldOut(Pictures pictures) => [.. Pictures.Spread(pictures.HeldOut, HeldOutPictures)];
}
