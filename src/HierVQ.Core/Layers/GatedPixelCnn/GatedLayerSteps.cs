using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>A layer of the gated PixelCNN: the vertical stack a whole row at a time, once the row is known, and the horizontal stack position by position.</summary>
internal sealed class GatedLayerSteps : IDisposable
{
    private readonly GatedLayer _layer;
    private readonly int _width;
    private readonly Tensor _weight; // (columns · C, 2 C), of the horizontal stack
    private readonly Tensor _allAbove; // (most maps, C, H + rows - 1, W), zero above the map
    private readonly Tensor _allLeft; // (most maps, reach + W, C), zero to the left: the row in progress
    private readonly Tensor _allTold; // (most maps, 2 C, W): what the row in progress is told of those above
    private Tensor _above; // of the maps of this batch
    private Tensor _left;
    private Tensor _told;
    private Tensor? _aboveCondition; // (N, 2 C, H, W) or (N, 2 C, 1, 1)
    private Tensor? _leftCondition; // (N, H W or 1, 2 C)

    public GatedLayerSteps(GatedLayer layer, int maxRows, GatedPixelCnnShape shape)
    {
        using DisposeScope scope = NewDisposeScope();
        (_layer, _width) = (layer, shape.Width);
        Tensor weight = layer.Horizontal.Weight.detach(); // (2 C, C, 1, columns)
        _weight = weight.permute(2, 3, 1, 0).flatten(0, 2).contiguous().DetachFromDisposeScope();
        _allAbove = zeros([maxRows, shape.Channels, shape.Height + layer.Vertical.Rows - 1, shape.Width], device: weight.device).DetachFromDisposeScope();
        _allLeft = zeros([maxRows, layer.Horizontal.Left + shape.Width, shape.Channels], device: weight.device).DetachFromDisposeScope();
        _allTold = zeros([maxRows, 2 * shape.Channels, shape.Width], device: weight.device).DetachFromDisposeScope();
        (_above, _left, _told) = (_allAbove, _allLeft, _allTold);
    }

    /// <summary>Begins with new maps; what is made here lives in the caller's dispose scope.</summary>
    public void Begin(int count, Tensor? condition)
    {
        (_above, _left, _told) = (_allAbove.narrow(0, 0, count), _allLeft.narrow(0, 0, count), _allTold.narrow(0, 0, count));
        _told.copy_(_layer.Link.Bias!.view(1, -1, 1).expand_as(_told));
        (_aboveCondition, _leftCondition) = condition is null ? (null, null)
            : (_layer.VerticalCondition!.call(condition), _layer.HorizontalCondition!.call(condition).flatten(2).transpose(1, 2));
    }

    /// <summary>Takes what the vertical stack sees at a position, (N, C).</summary>
    public void PutAbove(int row, int column, Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        _above.select(2, row + _layer.Vertical.Rows - 1).select(2, column).copy_(vectors);
    }

    /// <summary>Takes what the horizontal stack sees at a position of the row in progress, (N, C).</summary>
    public void PutLeft(int column, Tensor vectors)
    {
        using DisposeScope scope = NewDisposeScope();
        _left.select(1, column + _layer.Horizontal.Left).copy_(vectors);
    }

    /// <summary>Runs the vertical stack over a row that is known: the next row is told of it, and the next layer sees it.</summary>
    public void RunRow(int row, GatedLayerSteps? next)
    {
        using DisposeScope scope = NewDisposeScope();
        OffsetConv2d vertical = _layer.Vertical;
        Tensor seen = nn.functional.pad(_above.narrow(2, row, vertical.Rows), (vertical.Left, vertical.Columns - 1 - vertical.Left, 0, 0)); // (N, C, rows, W + columns - 1)
        Tensor rows = nn.functional.conv2d(seen, vertical.Weight, vertical.Bias); // (N, 2 C, 1, W)
        _told.copy_(_layer.Link.call(rows).squeeze(2));
        if (next is null)
            return;
        if (_aboveCondition is not null)
            rows = rows.add(_aboveCondition.size(2) > 1 ? _aboveCondition.narrow(2, row, 1) : _aboveCondition);
        next._above.narrow(2, row + next._layer.Vertical.Rows - 1, 1).copy_(GatedLayer.Gated(rows));
    }

    /// <summary>The horizontal stack at a position, (N, C) to (N, C); the first layer does not look at what is there, and takes null.</summary>
    public Tensor Run(int row, int column, Tensor? x)
    {
        using DisposeScope scope = NewDisposeScope();
        if (x is not null)
            PutLeft(column, x);
        Tensor window = _left.narrow(1, column, _layer.Horizontal.Columns).flatten(1); // (N, columns · C)
        Tensor own = addmm(_layer.Horizontal.Bias, window, _weight, 1, 1).add_(_told.select(2, column));
        if (_leftCondition is not null)
            own = own.add_(_leftCondition.select(1, _leftCondition.size(1) > 1 ? (row * _width) + column : 0));
        Tensor gated = GatedLayer.Gated(own).unsqueeze(2).unsqueeze(3); // (N, C, 1, 1)
        Tensor mixed = _layer.Output.call(gated).flatten(1);
        return (x is null ? mixed : mixed.add_(x)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weight.Dispose();
        _allAbove.Dispose();
        _allLeft.Dispose();
        _allTold.Dispose();
    }
}
