using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A causal convolution position by position, over what it has been given so far.</summary>
internal sealed class CausalConvSteps : ICausalSteps
{
    private readonly CausalConv2d _layer;
    private readonly Tensor _weight; // (rows · columns · inputs, outputs)
    private readonly Tensor _bias; // (outputs)
    private readonly Tensor _all; // (most maps, H + rows - 1, W + columns - 1, inputs), zero where nothing was given
    private Tensor _seen; // of the maps of this batch

    public CausalConvSteps(CausalConv2d layer, int maxRows, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        _layer = layer;
        Tensor kernels = layer.Kernels().detach(); // (outputs, inputs, rows, columns)
        _weight = kernels.permute(2, 3, 1, 0).flatten(0, 2).contiguous().DetachFromDisposeScope();
        _bias = layer.Bias.detach().DetachFromDisposeScope();
        _all = zeros([maxRows, height + layer.Rows - 1, width + layer.Columns - 1, kernels.size(1)], dtype: kernels.dtype, device: kernels.device).DetachFromDisposeScope();
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
        Tensor window = _seen.narrow(1, row, _layer.Rows).narrow(2, column, _layer.Columns).flatten(1); // (N, rows · columns · inputs)
        return addmm(_bias, window, _weight, 1, 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
        _all.Dispose();
    }
}
