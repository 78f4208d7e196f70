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
    private readonly AdamW? _criticOptimizer;
    private long _step;

    /// <summary>Makes the network and its optimizer.</summary>
    public TokenizerTrainer(TokenizerOptions options)
    {
        Network = Networks.Tokenizer(options);
        Network.Module.train();
        _objective = Network.CreateObjective();
        _optimizer = new AdamW(Network.Module, Adam, []);
        _criticOptimizer = Critic is null ? null : new AdamW(Critic, Adam, []);
    }

    /// <summary>What the papers train tokenizers with.</summary>
    public static AdamSettings Adam { get; } = new(0.5, 0.9);

    /// <summary>The network, in training mode.</summary>
    public ITrainableTokenizer Network { get; }

    /// <summary>The discriminator, if there is one.</summary>
    public nn.Module? Critic => _objective.Critic;

    /// <summary>One step.</summary>
    /// <returns>The loss.</returns>
    public double Step(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        var moment = new TrainingMoment(_step, long.MaxValue, 1);
        TokenizerLoss loss = _objective.Loss(images, moment);
        loss.Total.backward();
        _optimizer.Step(_step, Network.Options.LearningRate);
        Network.Module.zero_grad();
        if (Critic is not null && _objective.CriticLoss(images, moment) is { } criticLoss)
        {
            criticLoss.backward();
            _criticOptimizer!.Step(_step, Network.Options.LearningRate);
            Critic.zero_grad();
        }
        _step++;
        return loss.Total.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimizer.Dispose();
        _criticOptimizer?.Dispose();
        _objective.Dispose();
        Network.Dispose();
    }
}
