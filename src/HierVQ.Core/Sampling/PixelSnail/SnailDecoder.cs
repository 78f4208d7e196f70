using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>
/// A PixelSNAIL network position by position on the CPU, with kernels of our own that sum every product of a row in a fixed order: what a row
/// gives is the same, bit for bit, alone or in any batch. What earlier positions left in each layer is kept, so that a new one costs one position's work.
/// </summary>
internal sealed unsafe class SnailDecoder : IDisposable
{
    private const int Places = PixelSnailNetwork.BackgroundChannels;

    private readonly SnailBatch _batch;
    private readonly int _channels;
    private readonly CausalLayer _horizontal;
    private readonly CausalLayer _vertical;
    private readonly float[] _places; // (H W, 2)
    private readonly SnailBlock[] _blocks;
    private readonly GatedResidualLayer[] _outputBlocks;
    private readonly PointLayer _last;
    private readonly AlignedBuffer _x; // (N, C)
    private readonly AlignedBuffer _left; // (N, C)

    /// <summary>Copies the weights of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="count">Rows of the batch.</param>
    /// <param name="condition">(N or 1, condition channels, H, W) or (N or 1, condition channels, 1, 1), or null.</param>
    /// <param name="kernel">The kernel of linear products.</param>
    /// <param name="team">Who shares the work.</param>
    public SnailDecoder(PixelSnailNetwork network, int count, Tensor? condition, LinearKernel kernel, WorkTeam team)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        PixelSnailShape shape = network.Shape;
        _batch = new SnailBatch(count, shape.Height, shape.Width, kernel, team);
        _channels = shape.Channels;
        _horizontal = new CausalLayer(network.Horizontal, _batch);
        _vertical = new CausalLayer(network.Vertical, _batch);
        _places = TensorFloats.Copy(network.Places.flatten(2).transpose(1, 2));
        _blocks = [.. Enumerable.Range(0, network.Blocks.Count).Select(i => new SnailBlock(network.Blocks[i], _batch, _channels, condition))];
        _outputBlocks = [.. network.OutputBlocks.Select(block => new GatedResidualLayer(block, _batch))];
        _last = new PointLayer(network.Last, _batch);
        _x = new AlignedBuffer((long)count * _channels);
        _left = new AlignedBuffer((long)count * _channels);
    }

    /// <summary>Numbers of a row that come out.</summary>
    public int Outputs => _last.Outputs;

    /// <summary>What comes out at a position, (N, outputs). Every position before it must have been asked and put, in raster order.</summary>
    public void At(int position, float* outputs)
    {
        (int row, int column) = Math.DivRem(position, _batch.Width);
        int length = _batch.Count * _channels;
        Span<float> x = _x.Span(0, length), left = _left.Span(0, length);
        x.Clear();
        // Shifted by a row and by a column: at the edges nothing is seen.
        if (row > 0)
            _horizontal.At(row - 1, column, _x.Pointer);
        if (column > 0)
        {
            _vertical.At(row, column - 1, _left.Pointer);
            VectorMath.Add(left, x);
        }
        foreach (SnailBlock block in _blocks)
            block.Run(row, column, _x.Pointer, _places.AsSpan(position * Places, Places));
        foreach (GatedResidualLayer block in _outputBlocks)
            block.Run(row, column, _x.Pointer);
        SnailMath.Elu(_x.Pointer, _x.Pointer, _batch.Count, _channels);
        _last.Run(row, column, _x.Pointer, outputs);
    }

    /// <summary>Takes what lies at a position, (N, inputs).</summary>
    public void Put(int position, float* inputs)
    {
        (int row, int column) = Math.DivRem(position, _batch.Width);
        _horizontal.Put(row, column, inputs);
        _vertical.Put(row, column, inputs);
    }

    public void Dispose()
    {
        _horizontal.Dispose();
        _vertical.Dispose();
        foreach (SnailBlock block in _blocks)
            block.Dispose();
        foreach (GatedResidualLayer block in _outputBlocks)
            block.Dispose();
        _last.Dispose();
        _x.Dispose();
        _left.Dispose();
    }
}
