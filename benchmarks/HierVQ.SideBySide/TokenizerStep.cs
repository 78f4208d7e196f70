using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>A training step of stage one: forward, backward, optimizer, codebooks.</summary>
internal sealed class TokenizerStep(Setting setting) : IWorkload
{
    private static readonly AdamSettings s_adam = new(0.5, 0.9);

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _images = RandomImages.Make(setting);
    private HqVae? _network;
    private ITokenizerObjective? _objective;
    private AdamW? _optimizer;
    private long _step;

    /// <inheritdoc/>
    public string Name => "training step, HQ-VAE";

    /// <inheritdoc/>
    public double? Target => 1.0;

    /// <inheritdoc/>
    public int Repetitions => 5;

    /// <inheritdoc/>
    public PythonWork Work { get; } = new("train_tokenizer");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        // Restarts of codes are random, so they stay out of the comparison of outputs; they are in the timing.
        Build(python, restart: false);
        double[] ours = [.. Enumerable.Range(0, 3).Select(_ => Step())];
        double[] theirs = [.. Enumerable.Range(0, 3).Select(_ => (double)python.Outputs(Work)["loss"].item<float>())];
        return Equal.Losses(ours, theirs);
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python) => Build(python, restart: true);

    /// <inheritdoc/>
    public void Run() => Step();

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer?.Dispose();
        _objective?.Dispose();
        _network?.Dispose();
        _scope.Dispose();
    }

    private void Build(PythonWorker python, bool restart)
    {
        _optimizer?.Dispose();
        _objective?.Dispose();
        _network?.Dispose();
        HqVaeOptions options = setting.Tokenizer(restart);
        _network = Networks.Tokenizer(options);
        _network.train();
        _objective = _network.CreateObjective();
        _optimizer = new AdamW(_network, s_adam, []);
        _step = 0;
        python.Load("tokenizer", PythonConfig.Of(options), PythonConfig.Of(s_adam, options.LearningRate), _network);
        python.Give(new() { ["images"] = _images });
    }

    private double Step()
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerLoss loss = _objective!.Loss(_images, new TrainingMoment(_step, long.MaxValue, 1));
        loss.Total.backward();
        _optimizer!.Step(_step++, _network!.Options.LearningRate);
        _network.zero_grad();
        return loss.Total.item<float>();
    }
}
