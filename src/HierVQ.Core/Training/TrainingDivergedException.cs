namespace HierVQ;

/// <summary>The loss of a training became infinite or not a number. The network has the weights of the last good step again.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>Makes the exception of a training that diverged.</summary>
    /// <param name="stage">Which stage trained: <c>tokenizer</c> or <c>prior</c>.</param>
    /// <param name="step">The step at which it was noticed.</param>
    /// <param name="lastGoodStep">The step whose weights were restored.</param>
    /// <param name="checkpoint">The checkpoint file of the last good state, if any was written.</param>
    public TrainingDivergedException(string stage, long step, long lastGoodStep, string? checkpoint)
        : base($"Training of the {stage} diverged: by step {step} its loss was infinite or not a number. The weights of step {lastGoodStep} were restored" +
            (checkpoint is null ? ". " : $"; the checkpoint '{checkpoint}' is from before. ") +
            "Lower LearningRate, lengthen WarmupSteps, or set ClipGradientNorm, to 1 for example.")
    {
        (Stage, Step, LastGoodStep, Checkpoint) = (stage, step, lastGoodStep, checkpoint);
    }

    /// <summary>Which stage trained: <c>tokenizer</c> or <c>prior</c>.</summary>
    public string Stage { get; }

    /// <summary>The step at which it was noticed.</summary>
    public long Step { get; }

    /// <summary>The step whose weights the network has again.</summary>
    public long LastGoodStep { get; }

    /// <summary>The checkpoint file of the last good state; null if none was written.</summary>
    public string? Checkpoint { get; }
}
