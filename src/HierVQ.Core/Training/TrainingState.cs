using TorchSharp;

namespace HierVQ.Training;

/// <summary>Everything that the next step depends on, and so everything that a checkpoint holds.</summary>
internal sealed class TrainingState(TrainedNetwork network, TrainedNetwork? critic, WeightAverage? average) : IDisposable
{
    /// <summary>Steps done.</summary>
    public long Step
    {
        get => network.Steps;
        set => network.Steps = value;
    }

    /// <summary>Steps of the critic, which may begin later; 0 where there is none.</summary>
    public long CriticSteps
    {
        get => critic?.Steps ?? 0;
        set
        {
            if (critic is not null)
                critic.Steps = value;
        }
    }

    /// <summary>Time spent in training, over all runs.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Time spent in the runs before this one.</summary>
    public TimeSpan ElapsedBefore { get; set; }

    /// <summary>Held-out measure of the epoch that ended last.</summary>
    public double? Validation { get; set; }

    /// <summary>The best held-out measure so far.</summary>
    public double BestValidation { get; set; }

    /// <summary>Epochs that have ended since the best one.</summary>
    public int EpochsSinceBest { get; set; }

    /// <summary>The weights of the best held-out measure; null before the first.</summary>
    public Snapshot? Best { get; private set; }

    /// <summary>Every tensor of the state. Those of the best weights are there once there is a best.</summary>
    public IEnumerable<NamedTensor> Tensors =>
        Under("weights", Of(network.Module))
            .Concat(Under("optimizer", network.Optimizer.State))
            .Concat(Under("critic", critic is null ? [] : Of(critic.Module)))
            .Concat(Under("criticOptimizer", critic?.Optimizer.State ?? []))
            .Concat(Under("average", average?.State ?? []))
            .Concat(Under("best", Best?.Tensors ?? []));

    /// <summary>Keeps the network's weights as the best so far.</summary>
    public void KeepBest(double measure)
    {
        if (Best is null)
            Best = new Snapshot(network.Module);
        else
            Best.Take();
        (BestValidation, EpochsSinceBest) = (measure, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Best?.Dispose();

    private static IEnumerable<NamedTensor> Of(torch.nn.Module module) => module.state_dict().Select(entry => new NamedTensor(entry.Key, entry.Value));

    private static IEnumerable<NamedTensor> Under(string folder, IEnumerable<NamedTensor> tensors) =>
        tensors.Select(tensor => tensor with { Name = $"{folder}/{tensor.Name}" });
}
