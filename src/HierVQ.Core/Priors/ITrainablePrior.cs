using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Priors;

/// <summary>A prior that can be trained.</summary>
public interface ITrainablePrior : IPrior
{
    /// <summary>Source of dropout and of condition dropout, on the prior's device; owned by the prior.</summary>
    Generator Generator { get; }

    /// <summary>The parameters that weight decay applies to: weights of linear layers, and no biases, norms, embeddings or start vectors.</summary>
    IEnumerable<Parameter> DecayedParameters { get; }

    /// <summary>The loss of a batch, with gradient. Dropout is on while <see cref="IPrior.Module"/> is in training mode.</summary>
    /// <exception cref="ArgumentException">A tensor has another shape, or (on the CPU) a condition is out of range or missing where the model needs one.</exception>
    PriorLoss TrainingLoss(PriorBatch batch);
}
