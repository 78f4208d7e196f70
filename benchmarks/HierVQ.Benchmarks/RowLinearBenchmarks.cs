using BenchmarkDotNet.Attributes;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Benchmarks;

/// <summary>The product that decoding consists of: a few rows with a linear layer, through enough layers that their weights leave the nearest cache, as in a network.</summary>
public unsafe class RowLinearBenchmarks
{
    private const int Layers = 12;
    private readonly WorkTeam _alone = new(threads: 1);
    private RowLinear[] _float32 = [], _int8 = [];
    private float[] _inputs = [], _results = [];

    /// <summary>Rows.</summary>
    [Params(1, 4, 16, 64)]
    public int Rows { get; set; }

    /// <summary>Width of the inputs; there are four times as many outputs.</summary>
    [Params(128, 512)]
    public int Width { get; set; }

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        float[] weights = [.. Enumerable.Range(0, 4 * Width * Width).Select(_ => (float)random.NextDouble() - 0.5f)];
        _float32 = [.. Enumerable.Range(0, Layers).Select(_ => LinearPacking.Best.Pack(weights, [], Width, 4 * Width))];
        _int8 = [.. Enumerable.Range(0, Layers).Select(_ => LinearPacking.Int8.Pack(weights, [], Width, 4 * Width))];
        _inputs = [.. Enumerable.Range(0, Rows * Width).Select(_ => (float)random.NextDouble() - 0.5f)];
        _results = new float[4 * Rows * Width];
    }

    /// <summary>Weights as they are.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Layers)]
    public void Float32() => Multiply(_float32);

    /// <summary>8-bit weights.</summary>
    [Benchmark(OperationsPerInvoke = Layers)]
    public void Int8() => Multiply(_int8);

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (RowLinear layer in (RowLinear[])[.. _float32, .. _int8])
            layer.Dispose();
    }

    private void Multiply(RowLinear[] layers)
    {
        fixed (float* inputs = _inputs, results = _results)
        {
            foreach (RowLinear layer in layers)
                layer.Multiply(inputs, results, Rows, Finish.Store, _alone);
        }
    }
}
