using System.Collections.Concurrent;
using HierVQ.Priors;
using HierVQ.Sampling;

namespace HierVQ.Generation;

/// <summary>A sampler serves one thread at a time and holds a large cache: threads take turns with as many as are needed at once.</summary>
internal sealed class SamplerPool(IPrior prior, SamplerOptions options) : IDisposable
{
    private readonly ConcurrentBag<ICodeSampler> _free = [];
    private volatile bool _disposed;

    public int BatchSize => options.MaxBatch;

    public ICodeSampler Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(HierVQGenerator));
        return _free.TryTake(out ICodeSampler? sampler) ? sampler : prior.CreateSampler(options);
    }

    public void Return(ICodeSampler sampler)
    {
        _free.Add(sampler);
        if (_disposed)
            DisposeFree();
    }

    public void Dispose()
    {
        _disposed = true;
        DisposeFree();
    }

    private void DisposeFree()
    {
        while (_free.TryTake(out ICodeSampler? sampler))
            sampler.Dispose();
    }
}
