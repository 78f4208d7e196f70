using HierVQ.Layers;
using HierVQ.Layers.GatedPixelCnn;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.GatedPixelCnn;

/// <summary>
/// A layer of the gated PixelCNN: the vertical stack a whole row at a time, once the row is known, and the horizontal stack position by position.
/// Numbers of a row of the map lie column by column, and within a column map by map, so that each column is (N, channels).
/// </summary>
internal sealed unsafe class GatedLayerDecoder : IDisposable
{
    private readonly SnailBatch _batch;
    private readonly bool _first;
    private readonly int _channels;
    private readonly int _rows; // of the vertical kernel
    private readonly int _columns;
    private readonly int _reach; // columns to the left
    private readonly int _stride; // columns of a row with its margins
    private readonly RowLinear _vertical;
    private readonly RowLinear _link;
    private readonly RowLinear _horizontal;
    private readonly RowLinear _output;
    private readonly ConditionLayer? _verticalCondition;
    private readonly ConditionLayer? _horizontalCondition;
    private readonly float[] _linkBias; // (2 C): what the first row is told
    private readonly AlignedBuffer _above; // (N, H + rows - 1, W + columns - 1, C), zero in the margins
    private readonly AlignedBuffer _left; // (N, reach + W, C), zero in the margin: the row in progress
    private readonly AlignedBuffer _windows; // (W, N, rows · columns · C)
    private readonly AlignedBuffer _row; // (W, N, 2 C)
    private readonly AlignedBuffer _told; // (W, N, 2 C): what the row in progress is told of those above
    private readonly AlignedBuffer _own; // (N, 2 C)
    private readonly AlignedBuffer _gated; // (W, N, C)

    public GatedLayerDecoder(GatedLayer layer, SnailBatch batch, SnailCondition? condition)
    {
        OffsetConv2d vertical = layer.Vertical;
        (_batch, _first, _channels) = (batch, layer.IsFirst, (int)layer.Output.Weight.size(0));
        (_rows, _columns, _reach) = (vertical.Rows, vertical.Columns, vertical.Left);
        _stride = batch.Width + _columns - 1;
        _vertical = Pack(vertical.Weight, vertical.Bias);
        _horizontal = Pack(layer.Horizontal.Weight, layer.Horizontal.Bias);
        _link = Pack(layer.Link.Weight, layer.Link.Bias);
        _output = Pack(layer.Output.Weight, layer.Output.Bias);
        _linkBias = TensorFloats.Copy(layer.Link.Bias!);
        if (condition is not null)
        {
            _verticalCondition = new ConditionLayer(new PointLayer(layer.VerticalCondition!, batch), condition, batch);
            _horizontalCondition = new ConditionLayer(new PointLayer(layer.HorizontalCondition!, batch), condition, batch);
        }
        long maps = batch.MaxRows, row = maps * batch.Width;
        _above = new AlignedBuffer(maps * (batch.Height + _rows - 1) * _stride * _channels);
        _left = new AlignedBuffer(maps * (_reach + batch.Width) * _channels);
        _windows = new AlignedBuffer(row * _vertical.Inputs);
        _row = new AlignedBuffer(row * 2 * _channels);
        _told = new AlignedBuffer(row * 2 * _channels);
        _own = new AlignedBuffer(maps * 2 * _channels);
        _gated = new AlignedBuffer(row * _channels);
    }

    /// <summary>Takes over what the maps of a new batch are told.</summary>
    public void Begin()
    {
        _verticalCondition?.Begin();
        _horizontalCondition?.Begin();
        for (int at = 0; at < _told.Length; at += _linkBias.Length)
            _linkBias.CopyTo(_told.Span(at, _linkBias.Length));
    }

    /// <summary>Takes what the vertical stack sees at a position of a map, (C).</summary>
    public void PutAbove(int n, int row, int column, ReadOnlySpan<float> vector) =>
        vector.CopyTo(_above.Span(((((((long)n * (_batch.Height + _rows - 1)) + row + _rows - 1) * _stride) + column + _reach) * _channels), _channels));

    /// <summary>Takes what the horizontal stack sees at a position of a map in the row in progress, (C).</summary>
    public void PutLeft(int n, int column, ReadOnlySpan<float> vector) =>
        vector.CopyTo(_left.Span((((long)n * (_reach + _batch.Width)) + column + _reach) * _channels, _channels));

    /// <summary>Runs the vertical stack over a row that is known: the next row is told of it, and the next layer sees it.</summary>
    public void RunRow(int row, GatedLayerDecoder? next)
    {
        int count = _batch.Count, width = _batch.Width;
        float* window = _windows.Pointer;
        for (int column = 0; column < width; column++)
        {
            for (int n = 0; n < count; n++)
            {
                for (int above = 0; above < _rows; above++, window += _columns * _channels)
                    _above.Span(((((long)n * (_batch.Height + _rows - 1)) + row + above) * _stride + column) * _channels, _columns * _channels)
                        .CopyTo(new Span<float>(window, _columns * _channels));
            }
        }
        _vertical.Multiply(_windows.Pointer, _row.Pointer, width * count, Finish.Store, _batch.Team);
        _link.Multiply(_row.Pointer, _told.Pointer, width * count, Finish.Store, _batch.Team);
        if (next is null)
            return;
        for (int column = 0; column < width; column++)
            _verticalCondition?.AddTo((row * width) + column, _row.Pointer + ((long)column * count * 2 * _channels));
        SnailMath.TanhGated(_row.Pointer, _gated.Pointer, width * count, _channels);
        for (int i = 0; i < width * count; i++)
            next.PutAbove(i % count, row, i / count, _gated.Span((long)i * _channels, _channels));
    }

    /// <summary>The horizontal stack at a position, (N, C) in place; the first layer does not look at what is there.</summary>
    public void Run(int row, int column, float* x)
    {
        int count = _batch.Count, seen = _horizontal.Inputs;
        for (int n = 0; n < count; n++)
        {
            if (!_first)
                PutLeft(n, column, new ReadOnlySpan<float>(x + ((long)n * _channels), _channels));
            _left.Span((((long)n * (_reach + _batch.Width)) + column) * _channels, seen).CopyTo(_windows.Span((long)n * seen, seen));
        }
        _horizontal.Multiply(_windows.Pointer, _own.Pointer, count, Finish.Store, _batch.Team);
        VectorMath.Add(_told.Span((long)column * count * 2 * _channels, count * 2 * _channels), _own.Span(0, count * 2 * _channels));
        _horizontalCondition?.AddTo((row * _batch.Width) + column, _own.Pointer);
        SnailMath.TanhGated(_own.Pointer, _gated.Pointer, count, _channels);
        _output.Multiply(_gated.Pointer, x, count, _first ? Finish.Store : Finish.Add, _batch.Team);
    }

    public void Dispose()
    {
        foreach (IDisposable? owned in (IDisposable?[])[_vertical, _link, _horizontal, _output, _verticalCondition, _horizontalCondition, _above, _left, _windows, _row, _told, _own, _gated])
            owned?.Dispose();
    }

    private RowLinear Pack(Tensor kernels, Tensor? bias)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = kernels.permute(0, 2, 3, 1).flatten(1); // (outputs, rows · columns · inputs)
        return _batch.Packing.Pack(TensorFloats.Copy(weight), bias is null ? [] : TensorFloats.Copy(bias), (int)weight.size(1), (int)weight.size(0));
    }
}
