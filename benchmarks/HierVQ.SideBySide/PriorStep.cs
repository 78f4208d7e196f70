using HierVQ.Priors;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>A training step of stage two.</summary>
internal sealed class PriorStep(Setting setting) : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PriorBatch _batch = Networks.Batch(setting);
    private AdamSettings _adam = new(0.9, 0.95);
    private HqTransformer? _network;
    private AdamW? _optimizer;
    private long _step;

    /// <inheritdoc/>
    public string Name => "training step, HQ-Transformer";

    /// <inheritdoc/>
    public double? Target => 1.0;

    /// <inheritdoc/>
    public int Repetitions => 5;

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
    public void Prepare(PythonWorker python) => Build(python, setting.Dropout);

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
        HqVaeOptions tokenizer = setting.Tokenizer;
        HqTransformerOptions options = setting.Prior(dropout);
        _adam = _adam with { WeightDecay = options.WeightDecay, ClipNorm = options.ClipGradientNorm };
        _network = Networks.Prior(setting, options);
        _network.train();
        _optimizer = new AdamW(_network, _adam, _network.DecayedParameters);
        _step = 0;
        python.Load("prior", PythonConfig.Of(options, tokenizer, setting.Classes), PythonConfig.Of(_adam, options.LearningRate), _network);
        (Tensor top, Tensor bottom) = Pyramids.Split(_network.Layout, _batch.Codes);
        python.Give(new() { ["top"] = top, ["bottom"] = bottom, ["labels"] = _batch.Conditions!.flatten() });
    }

    private double Step()
    {
        using DisposeScope scope = NewDisposeScope();
        PriorLoss loss = _network!.TrainingLoss(_batch);
        loss.Total.backward();
        _optimizer!.Step(_step++, _network.Options.LearningRate);
        _network.zero_grad();
        return loss.Total.item<float>();
    }
}
