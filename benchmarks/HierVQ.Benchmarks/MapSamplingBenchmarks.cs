using BenchmarkDotNet.Attributes;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;

namespace HierVQ.Benchmarks;

/// <summary>Drawing one map of codes with each position's work done once, by own kernels and by libtorch, and with the whole network again a code.</summary>
public class MapSamplingBenchmarks
{
    private MapPrior _network = null!;
    private ICodeSampler _sampler = null!;
    private int[] _codes = [];

    /// <summary>The prior.</summary>
    [Params("PixelSNAIL", "gated PixelCNN")]
    public string Prior { get; set; } = "";

    /// <summary>Side of the map.</summary>
    [Params(8, 32)]
    public int Side { get; set; }

    /// <summary>What draws.</summary>
    [Params("kernels", "libtorch", "whole network a code")]
    public string How { get; set; } = "";

    /// <summary>Makes the network and its sampler.</summary>
    [GlobalSetup]
    public void Setup()
    {
        MapPriorOptions options = Prior == "PixelSNAIL"
            ? new PixelSnailOptions { Channels = 32, ResidualChannels = 32, ResidualBlocks = 1 }
            : new GatedPixelCnnOptions { Channels = 32, Layers = 4 };
        var layout = new CodeLayout(new CodeLevel(Side, Side, 1, 128));
        _network = (MapPrior)options.Create(new PriorContext(layout, ConditionShape.Class(8), torch.CPU));
        _network.eval();
        _sampler = How == "whole network a code" ? new UncachedMapSampler(_network, 1) : _network.CreateSampler(new SamplerOptions
        {
            MaxBatch = 1,
            Backend = How == "kernels" ? SamplerBackend.Kernels : SamplerBackend.LibTorch,
        });
        _codes = new int[layout.TotalCodes];
    }

    /// <summary>One map, without filters.</summary>
    [Benchmark]
    public void Sample()
    {
        Array.Fill(_codes, -1);
        _sampler.Sample(_codes, [3], [1], new SamplingOptions());
    }

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _sampler.Dispose();
        _network.Dispose();
    }
}
