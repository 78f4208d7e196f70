using HierVQ.Layers.GatedPixelCnn;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.GatedPixelCnn;

/// <summary>A gated PixelCNN position by position on the CPU, each product of a row summed in a fixed order, and each position's work done once.</summary>
internal sealed unsafe class GatedDecoder : IDisposable
{
    private readonly SnailBatch _batch;
    private readonly int _channels;
    private readonly float[] _codes; // (classes, C)
    private readonly GatedLayerDecoder[] _layers;
    private readonly PointLayer _hidden;
    private readonly PointLayer _logits;
    private readonly AlignedBuffer _x; // (N, C)
    private readonly AlignedBuffer _before; // (N, output channels)

    /// <summary>Copies the weights of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Its maps and rows.</param>
    /// <param name="condition">What the rows are told, which stays the caller's; null for nothing.</param>
    public GatedDecoder(GatedPixelCnnNetwork network, SnailBatch batch, SnailCondition? condition)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        (_batch, _channels) = (batch, network.Shape.Channels);
        _codes = TensorFloats.Copy(network.Codes.Weight);
        _layers = [.. network.Layers.Select(layer => new GatedLayerDecoder(layer, batch, condition))];
        _hidden = new PointLayer(network.Hidden, batch);
        _logits = new PointLayer(network.Logits, batch);
        _x = new AlignedBuffer((long)batch.MaxRows * _channels);
        _before = new AlignedBuffer((long)batch.MaxRows * _hidden.Outputs);
    }

    /// <summary>Numbers of a row that come out.</summary>
    public int Outputs => _logits.Outputs;

    /// <summary>Begins with the first position of new maps, whose conditions and number are known by now.</summary>
    public void Begin()
    {
        foreach (GatedLayerDecoder layer in _layers)
            layer.Begin();
    }

    /// <summary>Takes the code of a map at a position.</summary>
    public void Put(int n, int row, int column, int code)
    {
        ReadOnlySpan<float> vector = _codes.AsSpan(code * _channels, _channels);
        _layers[0].PutAbove(n, row, column, vector);
        _layers[0].PutLeft(n, column, vector);
    }

    /// <summary>Goes on to a position. Every position before it must have been run, and its codes put, in raster order.</summary>
    /// <param name="position">The position.</param>
    /// <param name="outputs">What comes out, (N, classes); null where nobody asks.</param>
    public void Run(int position, float* outputs)
    {
        (int row, int column) = Math.DivRem(position, _batch.Width);
        for (int i = 0; i < _layers.Length && column == 0 && row > 0; i++)
            _layers[i].RunRow(row - 1, i + 1 < _layers.Length ? _layers[i + 1] : null);
        foreach (GatedLayerDecoder layer in _layers)
            layer.Run(row, column, _x.Pointer);
        if (outputs is null)
            return;
        SnailMath.Relu(_x.Span(0, _batch.Count * _channels));
        _hidden.Run(row, column, _x.Pointer, _before.Pointer);
        SnailMath.Relu(_before.Span(0, _batch.Count * _hidden.Outputs));
        _logits.Run(row, column, _before.Pointer, outputs);
    }

    public void Dispose()
    {
        foreach (GatedLayerDecoder layer in _layers)
            layer.Dispose();
        _hidden.Dispose();
        _logits.Dispose();
        _x.Dispose();
        _before.Dispose();
    }
}
