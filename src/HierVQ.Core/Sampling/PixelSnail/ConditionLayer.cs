using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>What a block adds for its condition: a product a position, or one a batch where all positions are told the same.</summary>
internal sealed unsafe class ConditionLayer : IDisposable
{
    private readonly SnailBatch _batch;
    private readonly SnailCondition _condition;
    private readonly PointLayer _layer;
    private readonly AlignedBuffer _given; // (N, condition channels)
    private readonly AlignedBuffer _added; // (N, outputs)

    public ConditionLayer(PointLayer layer, SnailCondition condition, SnailBatch batch)
    {
        (_batch, _condition, _layer) = (batch, condition, layer);
        _given = new AlignedBuffer((long)batch.MaxRows * layer.Inputs);
        _added = new AlignedBuffer((long)batch.MaxRows * layer.Outputs);
    }

    /// <summary>Takes over what the rows of a new batch are told.</summary>
    public void Begin()
    {
        if (_condition.Places == 1)
            Multiply(0);
    }

    /// <summary>Adds what a position is told to (N, outputs).</summary>
    public void AddTo(int position, float* results)
    {
        if (_condition.Places > 1)
            Multiply(position);
        int length = _batch.Count * _layer.Outputs;
        VectorMath.Add(_added.Span(0, length), new Span<float>(results, length));
    }

    public void Dispose()
    {
        _layer.Dispose();
        _given.Dispose();
        _added.Dispose();
    }

    private void Multiply(int place)
    {
        for (int n = 0; n < _batch.Count; n++)
            _condition.At(n, place).CopyTo(_given.Span((long)n * _layer.Inputs, _layer.Inputs));
        _layer.Run(0, place, _given.Pointer, _added.Pointer);
    }
}
