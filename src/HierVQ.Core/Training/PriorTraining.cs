using HierVQ.Priors;
using HierVQ.Tokenizers;

namespace HierVQ.Training;

/// <summary>Stage two: fits a prior to the codes of images.</summary>
public static class PriorTraining
{
    /// <summary>Trains a prior, from the weights that it has or from the checkpoint in the options' folder, and leaves it ready for use.</summary>
    /// <param name="prior">The prior, on its device.</param>
    /// <param name="codes">The codes, their classes and, for soft labels, their latents.</param>
    /// <param name="options">How to train; the shape of the network comes from the prior itself.</param>
    /// <param name="softLabels">The tokenizer whose soft assignment is learnt where the options ask for soft labels; else null.</param>
    /// <param name="progress">Told about progress, beside the options' own callback; or null.</param>
    /// <exception cref="ArgumentException">The codes do not fit the prior, or soft labels lack latents or their tokenizer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; with a checkpoint folder, training can go on from there.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="InvalidOperationException">The folder's checkpoint is of another training.</exception>
    public static void Fit(ITrainablePrior prior, CodeSet codes, PriorOptions options, ITokenizer? softLabels = null, IProgress<TrainingProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateForTraining();
        using var stage = new PriorStage(prior, codes, options, softLabels);
        using var loop = new TrainingLoop(stage, options, progress);
        loop.Run();
    }
}
