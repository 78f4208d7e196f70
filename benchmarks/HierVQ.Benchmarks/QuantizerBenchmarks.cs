using BenchmarkDotNet.Attributes;
using HierVQ.Quantization;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>The search of nearest codes, by which every encoding ends: 4,096 vectors, as of 16 images of 16x16 codes.</summary>
public class QuantizerBenchmarks
{
    private const int VectorSize = 64;

    private Generator _generator = null!;
    private Quantizer _quantizer = null!;
    private Tensor _vectors = null!;

    /// <summary>Codes of the codebook.</summary>
    [Params(1024, 16384)]
    public int Codes { get; set; }

    /// <summary>Makes the quantizer and random vectors.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _generator = new Generator(1);
        _quantizer = new EmaQuantizerOptions().Create(Codes, VectorSize, new QuantizerContext(CPU, _generator, _generator));
        _vectors = randn([4096, VectorSize], generator: _generator);
    }

    /// <summary>Vectors to codes.</summary>
    [Benchmark]
    public void Nearest() => _quantizer.Nearest(_vectors).Dispose();

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _vectors.Dispose();
        _quantizer.Dispose();
        _generator.Dispose();
    }
}
