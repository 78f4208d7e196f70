using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A causal convolution position by position, over what it has been given so far.</summary>
internal sealed class CausalConvSteps : IDisposable
{
    private readonly CausalConv2d _layer;
    private readonly long _stride;
    private readonly Tensor _weight; // (rows · columns · inputs, outputs)
    private readonly Tensor _bias; // (outputs)
    private readonly Tensor _seen; // (N, H + rows - 1, W + columns - 1, inputs), zero where nothing was given
    private readonly Tensor _places; // the same, (N, all places, inputs)

    public CausalConvSteps(CausalConv2d layer, int count, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        _layer = layer;
        _stride = width + layer.Columns - 1;
        Tensor kernels = layer.Kernels().detach(); // (outputs, inputs, rows, columns)
        _weight = kernels.permute(2, 3, 1, 0).flatten(0, 2).contiguous().DetachFromDisposeScope();
        _bias = layer.Bias.detach().DetachFromDisposeScope();
        _seen = zeros([count, height + layer.Rows - 1, _stride, kernels.size(1)], dtype: kernels.dtype, device: kernels.device).DetachFromDisposeScope();
        _places = _seen.flatten(1, 2).DetachFromDisposeScope();
    }

    /// <summary>Takes what lies at a position, (N, inputs).</summary>
    public void Put(int row, int column, Tensor input)
    {
        using Tensor place = _places.select(1, ((row + _layer.Rows - 1) * _stride) + column + _layer.Left);
        place.copy_(input);
    }

    /// <summary>What comes out at a position, (N, outputs).</summary>
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
        _places.Dispose();
        _seen.Dispose();
    }
}
