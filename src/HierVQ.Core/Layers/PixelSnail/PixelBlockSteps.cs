using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A block of PixelSNAIL position by position.</summary>
internal sealed class PixelBlockSteps : IDisposable
{
    private readonly int _width;
    private readonly GatedResidualSteps[] _residual;
    private readonly GatedResidualSteps? _keys;
    private readonly GatedResidualSteps? _queries;
    private readonly CausalAttentionSteps? _attention;
    private readonly GatedResidualSteps? _joined;
    private readonly PointSteps? _out;

    public PixelBlockSteps(PixelBlock block, int maxRows, PixelSnailShape shape)
    {
        (int height, int width) = (shape.Height, shape.Width);
        _width = width;
        _residual = [.. Enumerable.Range(0, block.Residual.Count).Select(i => new GatedResidualSteps(block.Residual[i], maxRows, height, width))];
        if (block.Attention is null)
        {
            _out = new PointSteps(block.Out!);
            return;
        }
        _keys = new GatedResidualSteps(block.Keys!, maxRows, height, width);
        _queries = new GatedResidualSteps(block.Queries!, maxRows, height, width);
        _attention = new CausalAttentionSteps(block.Attention, maxRows, height * width);
        _joined = new GatedResidualSteps(block.Joined!, maxRows, height, width);
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    public void Begin(int count, Tensor? condition)
    {
        foreach (GatedResidualSteps block in _residual)
            block.Begin(count, condition);
        _keys?.Begin(count);
        _queries?.Begin(count);
        _attention?.Begin(count);
        _joined?.Begin(count);
    }

    /// <summary>(N, C) at a position and its place (N, 2) to (N, C).</summary>
    public Tensor At(int row, int column, Tensor input, Tensor place)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor near = input;
        foreach (GatedResidualSteps block in _residual)
            near = block.At(row, column, near);
        if (_attention is null)
            return _out!.At(cat([near, place], 1)).MoveToOuterDisposeScope();
        Tensor keys = _keys!.At(row, column, cat([input, near, place], 1));
        Tensor queries = _queries!.At(row, column, cat([near, place], 1));
        Tensor seen = _attention.At((row * _width) + column, queries, keys);
        return _joined!.At(row, column, near, seen).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (GatedResidualSteps block in _residual)
            block.Dispose();
        _keys?.Dispose();
        _queries?.Dispose();
        _attention?.Dispose();
        _joined?.Dispose();
        _out?.Dispose();
    }
}
