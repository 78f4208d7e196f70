using BenchmarkDotNet.Attributes;
using HierVQ.Priors;
using HierVQ.Sampling;

namespace HierVQ.Benchmarks;

/// <summary>Drawing pyramids from the prior of the emoji example with a key/value cache.</summary>
public class SamplingBenchmarks
{
    private readonly Setting _setting = new();
    private HqTransformer _network = null!;
    private ICodeSampler _sampler = null!;
    private int[] _codes = [], _classes = [];
    private ulong[] _seeds = [];

    /// <summary>Pyramids at once.</summary>
    [Params(1, 16)]
    public int Count { get; set; }

    /// <summary>Makes the network and its sampler.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _network = Networks.Prior(_setting, _setting.Prior(dropout: 0));
        _sampler = _network.CreateSampler(new SamplerOptions { MaxBatch = Count });
        _codes = new int[Count * _network.Layout.TotalCodes];
        _classes = new int[Count];
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
