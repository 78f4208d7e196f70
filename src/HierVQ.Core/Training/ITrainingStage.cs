using TorchSharp;

namespace HierVQ.Training;

/// <summary>What differs between the stages that <see cref="TrainingLoop"/> trains: the data, the loss and what is measured.</summary>
internal interface ITrainingStage : IDisposable
{
    /// <summary>The name in reports, errors and checkpoint files: <c>tokenizer</c> or <c>prior</c>.</summary>
    string Name { get; }

    /// <summary>The network.</summary>
    torch.nn.Module Module { get; }

    /// <summary>What every draw of the network in training comes from; the loop seeds it before each step.</summary>
    torch.Generator Generator { get; }

    /// <summary>Rows of data in all, held-out ones included.</summary>
    int Count { get; }

    /// <summary>The last of the rows, given to be held out; 0 where the loop holds out the share that the options say.</summary>
    int HeldOut => 0;

    /// <summary>Adam's rates.</summary>
    AdamSettings Optimizer { get; }

    /// <summary>Parameters whose weights decay.</summary>
    IEnumerable<TorchSharp.Modules.Parameter> DecayedParameters { get; }

    /// <summary>A hash of the data, so that a checkpoint is not taken for other data's.</summary>
    string DataHash();

    /// <summary>What learns beside the network by an optimizer of its own; null where nothing does.</summary>
    torch.nn.Module? Critic => null;

    /// <summary>What the user should know before training begins.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>Prepares a step; what that takes belongs to the step's dispose scope.</summary>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="moment">The step.</param>
    void BeginStep(ReadOnlySpan<int> rows, TrainingMoment moment);

    /// <summary>The loss of a part of the step's rows; what is measured beside it stays on the device until <see cref="Report"/>.</summary>
    /// <param name="start">First row of the part, among those of the step.</param>
    /// <param name="count">Rows of the part.</param>
    /// <returns>A scalar with its graph, owned by the dispose scope in which it was made.</returns>
    torch.Tensor Loss(int start, int count);

    /// <summary>The critic's loss of a part, after the network's own step and in the same order of parts; null while it does not take part.</summary>
    /// <param name="start">First row of the part.</param>
    /// <param name="count">Rows of the part.</param>
    torch.Tensor? CriticLoss(int start, int count) => null;

    /// <summary>Forgets what was measured over the epoch.</summary>
    void BeginEpoch();

    /// <summary>Adds what was measured since the last report to one.</summary>
    TrainingProgress Report(TrainingProgress progress);

    /// <summary>The held-out measure, with the network in evaluation mode.</summary>
    /// <param name="rows">The held-out rows.</param>
    double Validate(ReadOnlySpan<int> rows);

    /// <summary>Whether one held-out measure is better than another.</summary>
    bool IsBetter(double measure, double than);
}
