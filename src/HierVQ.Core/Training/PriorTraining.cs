using HierVQ.Priors;
using HierVQ.Tokenizers;

namespace HierVQ.Training;

/// <summary>Stage two: fits a prior to the codes of images.</summary>
public static class PriorTraining
{
    /// <summary>Trains a prior, from the weights that it has or from the checkpoint in the options' folder, and leaves it ready for use.</summary>
    /// <param name="prior">The prior, on its device.</param>
    /// <param name="codes">The codes, their classes and, for soft labels or stochastic codes, their latents.</param>
    /// <param name="options">How to train; the shape of the network comes from the prior itself.</param>
    /// <param name="tokenizer">The tokenizer whose soft assignment is learnt or drawn from, where the options ask for soft labels or stochastic codes; else null. On the prior's device.</param>
    /// <param name="progress">Told about progress, beside the options' own callback; or null.</param>
    /// <param name="heldOut">Rows that are not trained on, by which the best weights are chosen and training stops early, with conditions and latents as the training rows have them; null to hold out the share that the options say.</param>
    /// <exception cref="ArgumentException">The codes do not fit the prior, or soft labels or stochastic codes lack latents or their tokenizer.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled; with a checkpoint folder, training can go on from there.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or not a number.</exception>
    /// <exception cref="InvalidOperationException">The folder's checkpoint is of another training, or the prior reads a tokenizer's code vectors and is not bound to one.</exception>
    public static void Fit(ITrainablePrior prior, CodeSet codes, PriorOptions options, ITokenizer? tokenizer = null, IProgress<TrainingProgress>? progress = null, CodeSet? heldOut = null)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateForTraining();
        options.ValidateHeldOut(heldOut is not null);
        using var stage = new PriorStage(prior, codes, options, tokenizer, heldOut);
        using var loop = new TrainingLoop(stage, options, progress);
        loop.Run();
    }
}
