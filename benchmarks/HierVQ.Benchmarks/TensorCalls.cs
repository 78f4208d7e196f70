using BenchmarkDotNet.Attributes;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>What one call of a tensor operator costs, its result freed.</summary>
public class TensorCalls : IDisposable
{
    private readonly Tensor _one = ones(1), _other = ones(1), _sum = ones(1);
    private readonly Tensor _row = ones(1, 256), _matrix = ones(256, 256);

    /// <summary>Two one-element tensors, a new one for the result.</summary>
    [Benchmark(Baseline = true)]
    public void Add() => _one.add(_other).Dispose();

    /// <summary>Two one-element tensors, into the first.</summary>
    [Benchmark]
    public void AddInPlace() => _sum.add_(_other);

    /// <summary>A view of a matrix.</summary>
    [Benchmark]
    public void View() => _matrix.view(-1).Dispose();

    /// <summary>1 x 256 by 256 x 256.</summary>
    [Benchmark]
    public void RowTimesMatrix() => _row.matmul(_matrix).Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor tensor in (Tensor[])[_one, _other, _sum, _row, _matrix])
            tensor.Dispose();
        GC.SuppressFinalize(this);
    }
}
