using BenchmarkDotNet.Attributes;
using HierVQ.Priors;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>HQ-Transformer of the emoji example.</summary>
public class PriorBenchmarks
{
    private readonly Setting _setting = new();
    private HqTransformer _network = null!;
    private AdamW _optimizer = null!;
    private PriorBatch _batch = null!;
    private long _step;

    /// <summary>Makes the network.</summary>
    [GlobalSetup]
    public void Setup()
    {
        HqTransformerOptions options = _setting.Prior(_setting.Dropout);
        _network = Networks.Prior(_setting, options);
        _optimizer = new AdamW(_network, new AdamSettings(0.9, 0.95, options.WeightDecay, options.ClipGradientNorm), _network.DecayedParameters);
        _batch = Networks.Batch(_setting);
    }

    /// <summary>Forward, backward, optimizer.</summary>
    [Benchmark]
    public void TrainingStep()
    {
        using DisposeScope scope = NewDisposeScope();
        _network.train();
        _network.TrainingLoss(_batch).Total.backward();
        _optimizer.Step(_step++, _network.Options.LearningRate);
        _network.zero_grad();
    }

    /// <summary>The likelihood of a batch.</summary>
    [Benchmark]
    public void Score()
    {
        _network.eval();
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
