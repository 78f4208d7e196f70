using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>A gated residual block at one position.</summary>
internal sealed unsafe class GatedResidualLayer : IDisposable
{
    private readonly SnailBatch _batch;
    private readonly int _channels;
    private readonly IPositionLayer _first;
    private readonly IPositionLayer _second;
    private readonly PointLayer? _auxiliary;
    private readonly AlignedBuffer _activated; // (N, the widest)
    private readonly AlignedBuffer _hidden; // (N, hidden)
    private readonly AlignedBuffer _added; // (N, hidden), of the second map
    private readonly AlignedBuffer _gated; // (N, 2 C)
    private readonly float[][] _condition; // of each row what the condition adds: (H W or 1, 2 C); empty where there is none

    public GatedResidualLayer(GatedResidualBlock block, SnailBatch batch, Tensor? condition = null)
    {
        _batch = batch;
        _first = Layer(block.First, batch);
        _second = Layer(block.Second, batch);
        _auxiliary = block.AuxiliaryConvolution is { } auxiliary ? new PointLayer(auxiliary, batch) : null;
        _channels = _second.Outputs / 2;
        int widest = Math.Max(_channels, _first.Outputs);
        _activated = new AlignedBuffer((long)batch.Count * widest);
        _hidden = new AlignedBuffer((long)batch.Count * _first.Outputs);
        _added = new AlignedBuffer((long)batch.Count * _first.Outputs);
        _gated = new AlignedBuffer((long)batch.Count * _second.Outputs);
        // A row at a time: libtorch's sums may differ between batch sizes.
        _condition = condition is null ? [] : [.. Enumerable.Range(0, batch.Count).Select(row => Added(block, condition, row))];
    }

    /// <summary>The block on <paramref name="x"/>, (N, C), in place.</summary>
    /// <param name="row">Row of the map.</param>
    /// <param name="column">Column of the map.</param>
    /// <param name="x">The rows of the batch.</param>
    /// <param name="auxiliary">The second map's, (N, A), overwritten; or null.</param>
    public void Run(int row, int column, float* x, float* auxiliary = null)
    {
        int count = _batch.Count, hidden = _first.Outputs;
        SnailMath.Elu(x, _activated.Pointer, count, _channels);
        _first.Run(row, column, _activated.Pointer, _hidden.Pointer);
        if (auxiliary is not null)
        {
            SnailMath.Elu(auxiliary, auxiliary, count, _auxiliary!.Inputs);
            _auxiliary.Run(row, column, auxiliary, _added.Pointer);
            VectorMath.Add(_added.Span(0, count * hidden), _hidden.Span(0, count * hidden));
        }
        SnailMath.Elu(_hidden.Pointer, _activated.Pointer, count, hidden);
        _second.Run(row, column, _activated.Pointer, _gated.Pointer);
        for (int n = 0; n < _condition.Length; n++)
        {
            int place = _condition[n].Length > 2 * _channels ? ((row * _batch.Width) + column) * 2 * _channels : 0;
            VectorMath.Add(_condition[n].AsSpan(place, 2 * _channels), _gated.Span((long)n * 2 * _channels, 2 * _channels));
        }
        SnailMath.AddGated(_gated.Pointer, x, count, _channels);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _auxiliary?.Dispose();
        _activated.Dispose();
        _hidden.Dispose();
        _added.Dispose();
        _gated.Dispose();
    }

    private static IPositionLayer Layer(nn.Module convolution, SnailBatch batch) => convolution is CausalConv2d causal
        ? new CausalLayer(causal, batch)
        : new PointLayer((WeightNormConv2d)convolution, batch);

    private static float[] Added(GatedResidualBlock block, Tensor condition, int row)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor own = condition.narrow(0, condition.size(0) > 1 ? row : 0, 1);
        return TensorFloats.Copy(block.Condition!.call(own).flatten(2).transpose(1, 2));
    }
}
