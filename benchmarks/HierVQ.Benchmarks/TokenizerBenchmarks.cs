using BenchmarkDotNet.Attributes;
using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>A tokenizer, a batch at a time. The derived class picks it.</summary>
public abstract class TokenizerBenchmarks
{
    private readonly TokenizerCase _case;
    private ITrainableTokenizer _network = null!;
    private TokenizerTrainer _trainer = null!;
    private Tensor _images = null!, _codes = null!;

    private protected TokenizerBenchmarks(TokenizerCase tokenizer) => _case = tokenizer;

    /// <summary>Makes the networks: one in use, one in training.</summary>
    [GlobalSetup]
    public void Setup()
    {
        BackboneTokenizerOptions options = _case.Options(true);
        _network = Networks.Tokenizer(options);
        _trainer = new TokenizerTrainer(options);
        _images = RandomImages.Make(options);
        _codes = _network.Encode(_images);
    }

    /// <summary>Images to codes.</summary>
    [Benchmark]
    public void Encode() => _network.Encode(_images).Dispose();

    /// <summary>Codes to images.</summary>
    [Benchmark]
    public void Decode() => _network.Decode(_codes).Dispose();

    /// <summary>Forward, backward, optimizer, codebooks; and the discriminator's, where there is one.</summary>
    [Benchmark]
    public double TrainingStep() => _trainer.Step(_images);

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _images.Dispose();
        _codes.Dispose();
        _trainer.Dispose();
        _network.Dispose();
    }
}
