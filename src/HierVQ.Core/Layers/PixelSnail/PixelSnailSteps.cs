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
    private readonly ICausalSteps _horizontal;
    private readonly ICausalSteps _vertical;
    private readonly Tensor _zero; // (most maps, C): what is shifted in at the edges
    private readonly Tensor _places; // (most maps, 2, H W)
    private readonly PixelBlockSteps[] _blocks;
    private readonly GatedResidualSteps[] _outputBlocks;
    private readonly PointSteps _last;
    private int _count;

    /// <summary>Prepares sampling of some maps at once.</summary>
    /// <param name="network">The network, in evaluation mode; its weights must not change meanwhile.</param>
    /// <param name="maxRows">Most maps at once.</param>
    /// <param name="ofCodes">Whether what lies at a position is a code, whose one-hot vector goes in; else numbers.</param>
    public PixelSnailSteps(PixelSnailNetwork network, int maxRows, bool ofCodes)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        PixelSnailShape shape = network.Shape;
        _width = shape.Width;
        ICausalSteps Steps(CausalConv2d layer) => ofCodes
            ? new CausalCodeSteps(layer, maxRows, shape.Height, shape.Width)
            : new CausalConvSteps(layer, maxRows, shape.Height, shape.Width);
        (_horizontal, _vertical) = (Steps(network.Horizontal), Steps(network.Vertical));
        _zero = zeros([maxRows, shape.Channels], dtype: network.Places.dtype, device: network.Places.device).DetachFromDisposeScope();
        _places = network.Places.flatten(2).expand(maxRows, -1, -1).contiguous().DetachFromDisposeScope();
        _blocks = [.. network.Blocks.Select(block => new PixelBlockSteps(block, maxRows, shape))];
        _outputBlocks = [.. network.OutputBlocks.Select(block => new GatedResidualSteps(block, maxRows, shape.Height, shape.Width))];
        _last = new PointSteps(network.Last);
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    /// <param name="count">Their number, N.</param>
    /// <param name="condition">(N, condition channels, H, W) or what broadcasts to it, or null.</param>
    public void Begin(int count, Tensor? condition = null)
    {
        using IDisposable noGrad = no_grad();
        _count = count;
        _horizontal.Begin(count);
        _vertical.Begin(count);
        foreach (PixelBlockSteps block in _blocks)
            block.Begin(count, condition);
        foreach (GatedResidualSteps block in _outputBlocks)
            block.Begin(count);
    }

    /// <summary>What comes out at a position, (N, output channels). Every position before it must have been asked and put, in raster order.</summary>
    public Tensor At(int position)
    {
        using DisposeScope scope = NewDisposeScope();
        return Logits(Features(position)).MoveToOuterDisposeScope();
    }

    /// <summary>What comes out of the blocks at a position, (N, C); the layers after them remember nothing.</summary>
    public Tensor Features(int position)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (int row, int column) = Math.DivRem(position, _width);
        Tensor nothing = _zero.narrow(0, 0, _count), place = _places.select(2, position).narrow(0, 0, _count);
        Tensor near = (row > 0 ? _horizontal.At(row - 1, column) : nothing).add(column > 0 ? _vertical.At(row, column - 1) : nothing);
        foreach (PixelBlockSteps block in _blocks)
            near = block.At(row, column, near, place);
        return near.MoveToOuterDisposeScope();
    }

    /// <summary>What the layers after the blocks make of it, (N, output channels).</summary>
    public Tensor Logits(Tensor near)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        foreach (GatedResidualSteps block in _outputBlocks)
            near = block.At(0, 0, near);
        return _last.At(nn.functional.elu(near, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Takes what lies at a position: (N, input channels), or codes (N) Int64.</summary>
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
