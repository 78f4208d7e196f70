using BenchmarkDotNet.Attributes;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>HQ-VAE of the emoji example, a batch at a time.</summary>
public class TokenizerBenchmarks
{
    private readonly Setting _setting = new();
    private HqVae _network = null!;
    private ITokenizerObjective _objective = null!;
    private AdamW _optimizer = null!;
    private Tensor _images = null!, _codes = null!;
    private long _step;

    /// <summary>Makes the network.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _network = Networks.Tokenizer(_setting.Tokenizer(restart: true));
        _objective = _network.CreateObjective();
        _optimizer = new AdamW(_network, new AdamSettings(0.5, 0.9), []);
        _images = RandomImages.Make(_setting);
        _codes = _network.Encode(_images);
    }

    /// <summary>Images to codes.</summary>
    [Benchmark]
    public void Encode()
    {
        _network.eval();
        _network.Encode(_images).Dispose();
    }

    /// <summary>Codes to images.</summary>
    [Benchmark]
    public void Decode()
    {
        _network.eval();
        _network.Decode(_codes).Dispose();
    }

    /// <summary>Forward, backward, optimizer, codebooks.</summary>
    [Benchmark]
    public void TrainingStep()
    {
        using DisposeScope scope = NewDisposeScope();
        _network.train();
        _objective.Loss(_images, new TrainingMoment(_step, long.MaxValue, 1)).Total.backward();
        _optimizer.Step(_step++, _network.Options.LearningRate);
        _network.zero_grad();
    }

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _images.Dispose();
        _codes.Dispose();
        _optimizer.Dispose();
        _objective.Dispose();
        _network.Dispose();
    }
}
