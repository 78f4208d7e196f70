using BenchmarkDotNet.Attributes;
using HierVQ.Priors;
using HierVQ.Sampling;

namespace HierVQ.Benchmarks;

/// <summary>Drawing pyramids with a key/value cache, by own kernels with either kind of weights and by libtorch.</summary>
public class SamplingBenchmarks
{
    private ITrainablePrior _network = null!;
    private ICodeSampler _sampler = null!;
    private int[] _codes = [], _classes = [];
    private ulong[] _seeds = [];

    /// <summary>Pyramids at once.</summary>
    [Params(1, 16)]
    public int Count { get; set; }

    /// <summary>The prior.</summary>
    [Params("HQ-Transformer", "RQ-Transformer")]
    public string Prior { get; set; } = "";

    /// <summary>What draws.</summary>
    [Params("float32", "int8", "libtorch")]
    public string How { get; set; } = "";

    /// <summary>Makes the network and its sampler.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _network = ((PriorCase[])[PriorCase.HqTransformer, PriorCase.RqTransformer]).Single(prior => prior.Name == Prior).Make(dropout: 0);
        _sampler = _network.CreateSampler(new SamplerOptions
        {
            MaxBatch = Count,
            Backend = How == "libtorch" ? SamplerBackend.LibTorch : SamplerBackend.Kernels,
            Weights = How == "int8" ? SamplerWeights.Int8 : SamplerWeights.Float32,
        });
        _codes = new int[Count * _network.Layout.TotalCodes];
        _classes = PriorCase.ClassesOf(Count);
        _seeds = [.. Enumerable.Range(0, Count).Select(row => (ulong)row)];
    }

    /// <summary>Without filters.</summary>
    [Benchmark]
    public void Sample() => Draw(new SamplingOptions());

    /// <summary>With top-k and top-p, as one would for pictures to show.</summary>
    [Benchmark]
    public void SampleFiltered() => Draw(new SamplingOptions { TopK = 128, TopP = 0.92f });

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _sampler.Dispose();
        _network.Dispose();
    }

    private void Draw(SamplingOptions options)
    {
        Array.Fill(_codes, -1);
        _sampler.Sample(_codes, _classes, _seeds, options);
    }
}
