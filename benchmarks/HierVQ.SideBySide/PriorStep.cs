using HierVQ.Priors;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>A training step of stage two.</summary>
internal sealed class PriorStep(PriorCase prior) : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PriorBatch _batch = prior.Batch();
    private AdamSettings _adam = new(0.9, 0.95);
    private ITrainablePrior? _network;
    private AdamW? _optimizer;
    private long _step;

    /// <inheritdoc/>
    public string Name => $"training step, {prior.Name}";

    /// <inheritdoc/>
    public double? Target => 1.0;

    /// <inheritdoc/>
    public int Repetitions => prior.Layout.TotalCodes > 100 ? 1 : 5;

    /// <inheritdoc/>
    public PythonWork Work { get; } = new("train_prior");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        // Dropout is random, so it stays out of the comparison of outputs; it is in the timing.
        Build(python, dropout: 0);
        double[] ours = [.. Enumerable.Range(0, 3).Select(_ => Step())];
        double[] theirs = [.. Enumerable.Range(0, 3).Select(_ => (double)python.Outputs(Work)["loss"].item<float>())];
        return Equal.Losses(ours, theirs);
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python) => Build(python, PriorCase.Dropout);

    /// <inheritdoc/>
    public void Run() => Step();

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer?.Dispose();
        _network?.Dispose();
        _scope.Dispose();
    }

    private void Build(PythonWorker python, double dropout)
    {
        _optimizer?.Dispose();
        _network?.Dispose();
        _network = prior.Make(dropout);
        _network.Module.train();
        _adam = _adam with { WeightDecay = _network.Options.WeightDecay, ClipNorm = _network.Options.ClipGradientNorm };
        _optimizer = new AdamW(_network.Module, _adam, _network.DecayedParameters);
        _step = 0;
        PythonPrior.Load(python, prior, _network, _adam);
        PythonPrior.Give(python, prior, _batch.Conditions!, _batch.Codes);
    }

    private double Step()
    {
        using DisposeScope scope = NewDisposeScope();
        PriorLoss loss = _network!.TrainingLoss(_batch);
        loss.Total.backward();
        _optimizer!.Step(_step++, _network.Options.LearningRate);
        _network.Module.zero_grad();
        return loss.Total.item<float>();
    }
}
