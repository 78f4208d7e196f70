using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
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
    private readonly ConditionLayer? _condition;
    private readonly AlignedBuffer _activated; // (N, the widest)
    private readonly AlignedBuffer _hidden; // (N, hidden)
    private readonly AlignedBuffer _added; // (N, hidden), of the second map
    private readonly AlignedBuffer _gated; // (N, 2 C)

    public GatedResidualLayer(GatedResidualBlock block, SnailBatch batch, SnailCondition? condition = null)
    {
        _batch = batch;
        _first = Layer(block.First, batch);
        _second = Layer(block.Second, batch);
        _auxiliary = block.AuxiliaryConvolution is { } auxiliary ? new PointLayer(auxiliary, batch) : null;
        _condition = condition is null ? null : new ConditionLayer(new PointLayer(block.Condition!, batch), condition, batch);
        _channels = _second.Outputs / 2;
        int widest = Math.Max(_channels, _first.Outputs);
        _activated = new AlignedBuffer((long)batch.MaxRows * widest);
        _hidden = new AlignedBuffer((long)batch.MaxRows * _first.Outputs);
        _added = new AlignedBuffer((long)batch.MaxRows * _first.Outputs);
        _gated = new AlignedBuffer((long)batch.MaxRows * _second.Outputs);
    }

    /// <summary>Takes over what the rows of a new batch are told.</summary>
    public void Begin() => _condition?.Begin();

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
        _condition?.AddTo((row * _batch.Width) + column, _gated.Pointer);
        SnailMath.AddGated(_gated.Pointer, x, count, _channels);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _auxiliary?.Dispose();
        _condition?.Dispose();
        _activated.Dispose();
        _hidden.Dispose();
        _added.Dispose();
        _gated.Dispose();
    }

    private static IPositionLayer Layer(nn.Module convolution, SnailBatch batch) => convolution switch
    {
        CausalConv2d causal => new CausalLayer(causal, batch),
        WeightNormConv2d { Kernel: 1 } point => new PointLayer(point, batch),
        WeightNormConv2d around => new AroundLayer(around, batch),
        _ => throw new NotSupportedException($"{convolution.GetType().Name} is no convolution of PixelSNAIL."),
    };
}
