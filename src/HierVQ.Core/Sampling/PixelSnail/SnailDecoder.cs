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
    private readonly ISnailInput _input;
    private readonly int _channels;
    private readonly float[] _places; // (H W, 2)
    private readonly SnailBlock[] _blocks;
    private readonly GatedResidualLayer[] _outputBlocks;
    private readonly PointLayer _last;
    private readonly AlignedBuffer _x; // (N, C)

    /// <summary>Copies the weights of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Its maps and rows.</param>
    /// <param name="input">Its first layer, which stays the caller's.</param>
    /// <param name="condition">What the rows are told, which stays the caller's; null for nothing.</param>
    public SnailDecoder(PixelSnailNetwork network, SnailBatch batch, ISnailInput input, SnailCondition? condition)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (_batch, _input, _channels) = (batch, input, network.Shape.Channels);
        _places = TensorFloats.Copy(network.Places.flatten(2).transpose(1, 2));
        _blocks = [.. network.Blocks.Select(block => new SnailBlock(block, batch, _channels, condition))];
        _outputBlocks = [.. network.OutputBlocks.Select(block => new GatedResidualLayer(block, batch))];
        _last = new PointLayer(network.Last, batch);
        _x = new AlignedBuffer((long)batch.MaxRows * _channels);
    }

    /// <summary>Numbers of a row that come out.</summary>
    public int Outputs => _last.Outputs;

    /// <summary>Begins with the first position of new maps, whose conditions and number are known by now.</summary>
    public void Begin()
    {
        foreach (SnailBlock block in _blocks)
            block.Begin();
    }

    /// <summary>Goes on to a position. Every position before it must have been run, and put into the input, in raster order.</summary>
    /// <param name="position">The position.</param>
    /// <param name="outputs">What comes out, (N, outputs); null where nobody asks.</param>
    public void Run(int position, float* outputs)
    {
        (int row, int column) = Math.DivRem(position, _batch.Width);
        _input.At(row, column, _x.Pointer);
        foreach (SnailBlock block in _blocks)
            block.Run(row, column, _x.Pointer, _places.AsSpan(position * Places, Places));
        if (outputs is null)
            return;
        foreach (GatedResidualLayer block in _outputBlocks)
            block.Run(row, column, _x.Pointer);
        SnailMath.Elu(_x.Pointer, _x.Pointer, _batch.Count, _channels);
        _last.Run(row, column, _x.Pointer, outputs);
    }

    public void Dispose()
    {
        foreach (SnailBlock block in _blocks)
            block.Dispose();
        foreach (GatedResidualLayer block in _outputBlocks)
            block.Dispose();
        _last.Dispose();
        _x.Dispose();
    }
}
