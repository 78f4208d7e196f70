using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>The first layer over maps of numbers.</summary>
internal sealed unsafe class SnailMapInput : ISnailInput
{
    private readonly SnailBatch _batch;
    private readonly CausalLayer _horizontal;
    private readonly CausalLayer _vertical;
    private readonly AlignedBuffer _left; // (N, C)

    public SnailMapInput(PixelSnailNetwork network, SnailBatch batch)
    {
        _batch = batch;
        _horizontal = new CausalLayer(network.Horizontal, batch);
        _vertical = new CausalLayer(network.Vertical, batch);
        _left = new AlignedBuffer((long)batch.MaxRows * _vertical.Outputs);
    }

    /// <summary>Takes what lies at a position, (N, inputs).</summary>
    public void Put(int row, int column, float* inputs)
    {
        _horizontal.Put(row, column, inputs);
        _vertical.Put(row, column, inputs);
    }

    /// <inheritdoc/>
    public void At(int row, int column, float* results)
    {
        int length = _batch.Count * _vertical.Outputs;
        // Shifted by a row and by a column: at the edges nothing is seen.
        if (row > 0)
            _horizontal.At(row - 1, column, results);
        else
            new Span<float>(results, length).Clear();
        if (column == 0)
            return;
        _vertical.At(row, column - 1, _left.Pointer);
        VectorMath.Add(_left.Span(0, length), new Span<float>(results, length));
    }

    public void Dispose()
    {
        _horizontal.Dispose();
        _vertical.Dispose();
        _left.Dispose();
    }
}
