using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// A PixelSNAIL network position by position, for sampling: what earlier positions left in each layer is kept, so that a new one costs
/// one position's work and not a pass over the map. What comes out is what a whole pass gives, up to rounding.
/// </summary>
internal sealed class PixelSnailSteps : IDisposable
{
    private readonly int _width;
    private readonly CausalConvSteps _horizontal;
    private readonly CausalConvSteps _vertical;
    private readonly Tensor _zero; // (N, C): what is shifted in at the edges
    private readonly Tensor _places; // (N, 2, H W)
    private readonly PixelBlockSteps[] _blocks;
    private readonly GatedResidualSteps[] _outputBlocks;
    private readonly PointSteps _last;

    /// <summary>Prepares sampling of some maps at once.</summary>
    /// <param name="network">The network, in evaluation mode; its weights must not change meanwhile.</param>
    /// <param name="count">Number of maps, N.</param>
    /// <param name="condition">(N, condition channels, H, W) or what broadcasts to it, or null.</param>
    public PixelSnailSteps(PixelSnailNetwork network, int count, Tensor? condition = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        PixelSnailShape shape = network.Shape;
        _width = shape.Width;
        _horizontal = new CausalConvSteps(network.Horizontal, count, shape.Height, shape.Width);
        _vertical = new CausalConvSteps(network.Vertical, count, shape.Height, shape.Width);
        _zero = zeros([count, shape.Channels], dtype: network.Places.dtype, device: network.Places.device).DetachFromDisposeScope();
        _places = network.Places.flatten(2).expand(count, -1, -1).contiguous().DetachFromDisposeScope();
        _blocks = [.. Enumerable.Range(0, network.Blocks.Count).Select(i => new PixelBlockSteps(network.Blocks[i], count, shape, condition))];
        _outputBlocks = [.. network.OutputBlocks.Select(block => new GatedResidualSteps(block, count, shape.Height, shape.Width))];
        _last = new PointSteps(network.Last);
    }

    /// <summary>What comes out at a position, (N, output channels). Every position before it must have been asked and put, in raster order.</summary>
    public Tensor At(int position)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (int row, int column) = Math.DivRem(position, _width);
        Tensor near = (row > 0 ? _horizontal.At(row - 1, column) : _zero).add(column > 0 ? _vertical.At(row, column - 1) : _zero);
        Tensor place = _places.select(2, position);
        foreach (PixelBlockSteps block in _blocks)
            near = block.At(row, column, near, place);
        foreach (GatedResidualSteps block in _outputBlocks)
            near = block.At(row, column, near);
        return _last.At(nn.functional.elu(near, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes what lies at a position, (N, input channels).</summary>
    public void Put(int position, Tensor input)
    {
        using IDisposable noGrad = no_grad();
        (int row, int column) = Math.DivRem(position, _width);
        _horizontal.Put(row, column, input);
        _vertical.Put(row, column, input);
    }

    public void Dispose()
    {
        _horizontal.Dispose();
        _vertical.Dispose();
        _zero.Dispose();
        _places.Dispose();
        foreach (PixelBlockSteps block in _blocks)
            block.Dispose();
        foreach (GatedResidualSteps block in _outputBlocks)
            block.Dispose();
        _last.Dispose();
    }
}
