namespace HierVQ.Examples;

/// <summary>How much of everything a run takes.</summary>
/// <param name="TrainingPictures">Pictures to train on, at most.</param>
/// <param name="HeldOutPictures">Held-out pictures, at most.</param>
/// <param name="Draws">Pictures drawn for a distance, at most.</param>
/// <param name="Epochs">Epochs of every training; null for its own.</param>
/// <param name="Seeds">Seeds of what is run with several, at most.</param>
public sealed record Effort(int TrainingPictures, int HeldOutPictures, int Draws, int? Epochs, int Seeds)
{
    /// <summary>What the page is made of.</summary>
    public static Effort Full { get; } = new(int.MaxValue, int.MaxValue, int.MaxValue, null, int.MaxValue);

    /// <summary>A few steps of everything: whether it runs at all.</summary>
    public static Effort Quick { get; } = new(64, 16, 32, 1, 1);
}
