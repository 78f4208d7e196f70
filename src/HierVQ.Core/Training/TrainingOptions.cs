using System.Text.Json.Serialization;

namespace HierVQ;

/// <summary>What the training of both stages has in common. Defaults suit a few thousand small pictures on a CPU.</summary>
public abstract class TrainingOptions
{
    /// <summary>Passes over the training data. At least 1.</summary>
    public int Epochs { get; set; } = 40;

    /// <summary>Images a step. At least 1; default 32.</summary>
    public int BatchSize { get; set; } = 32;

    /// <summary>Peak learning rate, reached after the warm-up. Above 0.</summary>
    public double LearningRate { get; set; } = 1e-3;

    /// <summary>Learning rate at the end of the cosine. From 0 (default) to <see cref="LearningRate"/>.</summary>
    public double MinLearningRate { get; set; }

    /// <summary>Steps in which the learning rate rises linearly from 0. At least 0; default 50.</summary>
    public int WarmupSteps { get; set; } = 50;

    /// <summary>Steps at the peak of the learning rate, between warm-up and cosine (the buffer of RQ-VAE's schedule). At least 0 (default).</summary>
    public int HoldSteps { get; set; }

    /// <summary>
    /// Parts in which a batch goes through the network, one after the other, before the weights change: the same result with as much less
    /// memory, but for what looks at a whole batch (batch norms; codebooks that learn without gradients, which learn once a part; the adaptive weight
    /// of an adversarial loss). At
    /// least 1 (default), at most <see cref="BatchSize"/>.
    /// </summary>
    public int AccumulateSteps { get; set; } = 1;

    /// <summary>Adam's decay of the gradients' running mean, at least 0 and below 1. Default 0.5 for tokenizers and 0.9 for priors, as they were published.</summary>
    public double AdamBeta1 { get; set; } = 0.9;

    /// <summary>Adam's decay of the squared gradients' running mean, at least 0 and below 1. Default 0.9 for tokenizers and 0.95 for priors, as they were published.</summary>
    public double AdamBeta2 { get; set; } = 0.95;

    /// <summary>The numbers in which networks calculate in training. Default <see cref="TrainingPrecision.Float32"/>; what is trained, and everything outside training, is in single precision always.</summary>
    public TrainingPrecision Precision { get; set; }

    /// <summary>Decoupled weight decay (AdamW) of the weights of linear layers and convolutions, and of nothing else. At least 0.</summary>
    public double WeightDecay { get; set; }

    /// <summary>Gradients are scaled down to this norm, those of a critic apart; 0 (default) switches it off.</summary>
    public double ClipGradientNorm { get; set; }

    /// <summary>Decay a step of the running average of the weights that evaluation and the fitted model use; 0 (default) switches it off. Below 1.</summary>
    public double WeightAverageDecay { get; set; }

    /// <summary>Share of the training rows, from 0 (default) and below 1, that is held out of training to choose the best weights.</summary>
    public double ValidationFraction { get; set; }

    /// <summary>Seed of every random choice of this component: initial weights, order of rows, dropout. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Training ends after this time even if epochs remain, with the schedule cut off where it is; null (default) for no limit.</summary>
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>Folder for checkpoints, from which an interrupted training goes on; null (default) for none. Not saved with a model.</summary>
    [JsonIgnore]
    public string? CheckpointFolder { get; set; }

    /// <summary>Time between two checkpoints, which are also written at the end and when training is cancelled. Not negative; default one minute.</summary>
    [JsonIgnore]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Ends training with <see cref="OperationCanceledException"/>, at the latest after the step in progress.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Called before training begins with each thing that the user should know, such as a loss that is asked for and cannot be had.</summary>
    [JsonIgnore]
    public Action<string>? WarningCallback { get; set; }

    /// <summary>Called on the training thread at every report.</summary>
    [JsonIgnore]
    public Action<TrainingProgress>? MetricsCallback { get; set; }

    /// <summary>Checks every option, and what only training needs, such as files: before any data is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public virtual void ValidateForTraining() => Validate();

    /// <summary>Takes over what is not saved with a model: what belongs to this machine and this run.</summary>
    /// <param name="from">Options of the same kind.</param>
    public virtual void TakeUnsaved(TrainingOptions from)
    {
        ArgumentNullException.ThrowIfNull(from);
        (CheckpointFolder, CheckpointInterval, CancellationToken) = (from.CheckpointFolder, from.CheckpointInterval, from.CancellationToken);
        (WarningCallback, MetricsCallback) = (from.WarningCallback, from.MetricsCallback);
    }

    /// <summary>Whether the networks can be trained in every <see cref="TrainingPrecision"/>.</summary>
    [JsonIgnore]
    private protected virtual bool TrainsInAnyPrecision => false;

    /// <summary>Checks every option before work starts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public virtual void Validate()
    {
        OptionCheck.AtLeast(Epochs, 1);
        OptionCheck.AtLeast(BatchSize, 1);
        OptionCheck.Above(LearningRate, 0);
        OptionCheck.Within(MinLearningRate, 0, LearningRate);
        OptionCheck.AtLeast(WarmupSteps, 0);
        OptionCheck.AtLeast(HoldSteps, 0);
        OptionCheck.Within(AccumulateSteps, 1, BatchSize);
        OptionCheck.Share(AdamBeta1);
        OptionCheck.Share(AdamBeta2);
        OptionCheck.Defined(Precision);
        if (Precision != TrainingPrecision.Float32 && !TrainsInAnyPrecision)
            throw new ArgumentOutOfRangeException(nameof(Precision), Precision, $"Precision is {Precision}, but {GetType().Name} trains in {TrainingPrecision.Float32} alone.");
        OptionCheck.AtLeast(WeightDecay, 0);
        OptionCheck.AtLeast(ClipGradientNorm, 0);
        OptionCheck.Share(WeightAverageDecay);
        OptionCheck.Share(ValidationFraction);
        if (TimeLimit is { } limit && limit <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(TimeLimit), limit, $"TimeLimit is {limit}; it must be positive, or null for no limit.");
        if (CheckpointInterval < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(CheckpointInterval), CheckpointInterval, $"CheckpointInterval is {CheckpointInterval}; it must not be negative.");
    }
}
