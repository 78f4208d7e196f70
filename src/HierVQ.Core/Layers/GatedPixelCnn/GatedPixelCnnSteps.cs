using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>A gated PixelCNN position by position, for sampling: what comes out is what a whole pass gives, up to rounding.</summary>
internal sealed class GatedPixelCnnSteps : IDisposable
{
    private readonly GatedPixelCnnNetwork _network;
    private readonly GatedLayerSteps[] _layers;

    /// <summary>Prepares sampling of some maps at once.</summary>
    /// <param name="network">The network, whose weights must not change meanwhile.</param>
    /// <param name="maxRows">Most maps at once.</param>
    public GatedPixelCnnSteps(GatedPixelCnnNetwork network, int maxRows)
    {
        _network = network;
        _layers = [.. network.Layers.Select(layer => new GatedLayerSteps(layer, maxRows, network.Shape))];
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    /// <param name="count">Their number, N.</param>
    /// <param name="condition">(N, condition channels, H, W) or (N, condition channels, 1, 1), or null.</param>
    public void Begin(int count, Tensor? condition)
    {
        foreach (GatedLayerSteps layer in _layers)
            layer.Begin(count, condition);
    }

    /// <summary>Takes the codes at a position, (N) Int64.</summary>
    public void Put(int position, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        (int row, int column) = Math.DivRem(position, _network.Shape.Width);
        Tensor vectors = _network.Codes.call(codes);
        _layers[0].PutAbove(row, column, vectors);
        _layers[0].PutLeft(column, vectors);
    }

    /// <summary>What comes out of the layers at a position, (N, C). Every position before it must have been run, and its codes put, in raster order.</summary>
    public Tensor Features(int position)
    {
        using DisposeScope scope = NewDisposeScope();
        (int row, int column) = Math.DivRem(position, _network.Shape.Width);
        for (int i = 0; i < _layers.Length && column == 0 && row > 0; i++)
            _layers[i].RunRow(row - 1, i + 1 < _layers.Length ? _layers[i + 1] : null);
        Tensor? x = null;
        foreach (GatedLayerSteps layer in _layers)
            x = layer.Run(row, column, x);
        return x!.MoveToOuterDisposeScope();
    }

    /// <summary>What the layers after them make of it, (N, classes).</summary>
    public Tensor Logits(Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor map = features.unsqueeze(2).unsqueeze(3);
        return _network.Logits.call(_network.Hidden.call(map.relu()).relu()).flatten(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GatedLayerSteps layer in _layers)
            layer.Dispose();
    }
}
