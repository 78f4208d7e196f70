using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>A 1x1 convolution or a linear map at one position, with its normalised weight made once.</summary>
internal sealed class PointSteps : IDisposable
{
    private readonly Tensor _weight; // (inputs, outputs)
    private readonly Tensor _bias; // (outputs)

    public PointSteps(WeightNormConv2d layer)
        : this(() => layer.Kernels(), layer.Bias)
    {
    }

    public PointSteps(WeightNormLinear layer)
        : this(() => layer.Weight(layer.Direction), layer.Bias)
    {
    }

    private PointSteps(Func<Tensor> weight, Tensor? bias)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = weight().detach().flatten(1); // (outputs, inputs)
        _weight = rows.t().contiguous().DetachFromDisposeScope();
        _bias = (bias?.detach() ?? zeros([rows.size(0)], dtype: rows.dtype, device: rows.device)).DetachFromDisposeScope();
    }

    /// <summary>(N, inputs) to (N, outputs).</summary>
    public Tensor At(Tensor input) => addmm(_bias, input, _weight, 1, 1);

    public void Dispose()
    {
        _weight.Dispose();
        _bias.Dispose();
    }
}
