using BenchmarkDotNet.Attributes;
using HierVQ.Priors;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Training and scoring of priors.</summary>
public class PriorBenchmarks
{
    private ITrainablePrior _network = null!;
    private AdamW _optimizer = null!;
    private PriorBatch _batch = null!;
    private long _step;

    /// <summary>The prior.</summary>
    [Params("HQ-Transformer", "RQ-Transformer")]
    public string Prior { get; set; } = "";

    private static PriorCase[] All => [PriorCase.HqTransformer, PriorCase.RqTransformer];

    /// <summary>Makes the network.</summary>
    [GlobalSetup]
    public void Setup()
    {
        PriorCase prior = All.Single(prior => prior.Name == Prior);
        _network = prior.Make(PriorCase.Dropout);
        PriorOptions options = _network.Options;
        _optimizer = new AdamW(_network.Module, new AdamSettings(0.9, 0.95, options.WeightDecay, options.ClipGradientNorm), _network.DecayedParameters);
        _batch = prior.Batch();
    }

    /// <summary>Forward, backward, optimizer.</summary>
    [Benchmark]
    public void TrainingStep()
    {
        using DisposeScope scope = NewDisposeScope();
        _network.Module.train();
        _network.TrainingLoss(_batch).Total.backward();
        _optimizer.Step(_step++, _network.Options.LearningRate);
        _network.Module.zero_grad();
    }

    /// <summary>The likelihood of a batch.</summary>
    [Benchmark]
    public void Score()
    {
        _network.Module.eval();
        _network.NegativeLogLikelihood(_batch.Codes, _batch.Conditions).Dispose();
    }

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _batch.Codes.Dispose();
        _batch.Conditions?.Dispose();
        _optimizer.Dispose();
        _network.Dispose();
    }
}
