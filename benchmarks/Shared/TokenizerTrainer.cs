using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Trains a tokenizer as the training loop does, a step at a call and nothing around it.</summary>
internal sealed class TokenizerTrainer : IDisposable
{
    private readonly ITokenizerObjective _objective;
    private readonly AdamW _optimizer;
    private long _step;

    /// <summary>Makes the network and its optimizer.</summary>
    public TokenizerTrainer(TokenizerOptions options)
    {
        Network = Networks.Tokenizer(options);
        Network.Module.train();
        _objective = Network.CreateObjective();
        _optimizer = new AdamW(Network.Module, Adam, []);
    }

    /// <summary>What the papers train tokenizers with.</summary>
    public static AdamSettings Adam { get; } = new(0.5, 0.9);

    /// <summary>The network, in training mode.</summary>
    public ITrainableTokenizer Network { get; }

    /// <summary>One step.</summary>
    /// <returns>The loss.</returns>
    public double Step(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        TokenizerLoss loss = _objective.Loss(images, new TrainingMoment(_step, long.MaxValue, 1));
        loss.Total.backward();
        _optimizer.Step(_step++, Network.Options.LearningRate);
        Network.Module.zero_grad();
        return loss.Total.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _objective.Dispose();
        Network.Dispose();
    }
}
