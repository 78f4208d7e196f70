using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Training;

/// <summary>A mean over steps that stays on the device until it is read, so that no step waits for the host.</summary>
internal sealed class LossMeter : IDisposable
{
    private readonly Tensor _sum;
    private long _count; // of what the values are means of

    /// <summary>Starts empty.</summary>
    public LossMeter(Device device) => _sum = zeros([], ScalarType.Float32, device).DetachFromDisposeScope();

    /// <summary>Adds a scalar.</summary>
    /// <param name="value">The scalar.</param>
    /// <param name="count">How many images it is a mean of: it counts as often.</param>
    public void Add(Tensor value, int count = 1)
    {
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Scalar weight = (float)count;
        _sum.add_(value, alpha: weight);
        _count += count;
    }

    /// <summary>Whether nothing was added since the last reading.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The mean so far; 0 of nothing.</summary>
    public double Peek() => _count == 0 ? 0 : _sum.item<float>() / _count;

    /// <summary>The mean since the last time, and starts again.</summary>
    public double Read()
    {
        double mean = Peek();
        _sum.zero_();
        _count = 0;
        return mean;
    }

    /// <inheritdoc/>
    public void Dispose() => _sum.Dispose();
}
