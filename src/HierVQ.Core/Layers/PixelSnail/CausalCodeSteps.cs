using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A causal convolution of one-hot codes position by position: of each tap, the row of the kernels that the code there picks.</summary>
internal sealed class CausalCodeSteps : ICausalSteps
{
    private readonly CausalConv2d _layer;
    private readonly Tensor _taps; // (rows · columns · (classes + 1), outputs), zero for the class of what was not given
    private readonly Tensor _firsts; // (1, rows · columns): where the rows of each tap begin
    private readonly Tensor _bias; // (outputs)
    private readonly Tensor _all; // (most maps, H + rows - 1, W + columns - 1) Int64
    private Tensor _seen; // of the maps of this batch

    public CausalCodeSteps(CausalConv2d layer, int maxRows, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        _layer = layer;
        Tensor kernels = layer.Kernels().detach(); // (outputs, classes, rows, columns)
        long classes = kernels.size(1);
        _taps = nn.functional.pad(kernels.permute(2, 3, 1, 0).flatten(0, 1), (0, 0, 0, 1)).flatten(0, 1).contiguous().DetachFromDisposeScope();
        _firsts = arange(layer.Rows * layer.Columns, dtype: ScalarType.Int64, device: kernels.device).mul_(classes + 1).unsqueeze(0).DetachFromDisposeScope();
        _bias = layer.Bias.detach().DetachFromDisposeScope();
        _all = full([maxRows, height + layer.Rows - 1, width + layer.Columns - 1], classes, ScalarType.Int64, kernels.device).DetachFromDisposeScope();
        _seen = _all;
    }

    /// <inheritdoc/>
    public void Begin(int count) => _seen = _all.narrow(0, 0, count);

    /// <inheritdoc/>
    public void Put(int row, int column, Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        _seen.select(1, row + _layer.Rows - 1).select(1, column + _layer.Left).copy_(input);
    }

    /// <inheritdoc/>
    public Tensor At(int row, int column)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picks = _seen.narrow(1, row, _layer.Rows).narrow(2, column, _layer.Columns).flatten(1).add(_firsts); // (N, rows · columns)
        return _taps.index_select(0, picks.flatten()).view(picks.size(0), picks.size(1), -1).sum(1).add_(_bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _taps.Dispose();
        _firsts.Dispose();
        _bias.Dispose();
        _all.Dispose();
    }
}
