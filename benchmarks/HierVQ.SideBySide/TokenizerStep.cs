using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>A training step of stage one: forward, backward, optimizer, codebooks; and the discriminator's, where there is one.</summary>
internal sealed class TokenizerStep : IWorkload
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly TokenizerCase _tokenizer;
    private readonly bool _isAdversarial;
    private readonly Tensor _images;
    private TokenizerTrainer? _trainer;

    /// <summary>Makes the work; networks are made when they are needed.</summary>
    public TokenizerStep(TokenizerCase tokenizer)
    {
        _tokenizer = tokenizer;
        Name = $"training step, {tokenizer.Name}";
        _isAdversarial = tokenizer.Options(false).Adversarial is not null;
        _images = RandomImages.Make(tokenizer.Options(false));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public double? Target => 1.0;

    /// <inheritdoc/>
    public int Repetitions => 3;

    /// <inheritdoc/>
    public bool MeasuresMemory => true;

    /// <inheritdoc/>
    public PythonWork Work => new(_isAdversarial ? "train_adversarially" : "train_tokenizer");

    /// <inheritdoc/>
    public string CheckEqual(PythonWorker python)
    {
        // Restarts of codes are random, so they stay out of the comparison of outputs; they are in the timing.
        Build(python, random: false);
        double[] ours = [.. Enumerable.Range(0, 3).Select(_ => _trainer!.Step(_images))];
        double[] theirs = [.. Enumerable.Range(0, 3).Select(_ => (double)python.Outputs(Work)["loss"].item<float>())];
        return Equal.Losses(ours, theirs);
    }

    /// <inheritdoc/>
    public void Prepare(PythonWorker python) => Build(python, random: true);

    /// <inheritdoc/>
    public void Run() => _trainer!.Step(_images);

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer?.Dispose();
        _scope.Dispose();
    }

    private void Build(PythonWorker python, bool random)
    {
        _trainer?.Dispose();
        BackboneTokenizerOptions options = _tokenizer.Options(random);
        _trainer = new TokenizerTrainer(options);
        object adam = PythonConfig.Of(TokenizerTrainer.Adam, options.LearningRate);
        python.Load("tokenizer", PythonConfig.Of(options), adam, _trainer.Network.Module);
        if (options.Adversarial is { } adversarial)
            python.Load("critic", PythonConfig.Of(adversarial), adam, _trainer.Critic!);
        python.Give(new() { ["images"] = _images });
    }
}
