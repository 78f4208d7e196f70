using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>A 1x1 convolution or a linear map: nothing but the position itself.</summary>
internal sealed unsafe class PointLayer : IPositionLayer
{
    private readonly RowLinear _linear;
    private readonly SnailBatch _batch;

    public PointLayer(WeightNormConv2d layer, SnailBatch batch)
        : this(() => layer.Kernels(), layer.Bias, batch)
    {
    }

    public PointLayer(Conv2d layer, SnailBatch batch)
        : this(() => layer.Weight.alias(), layer.Bias, batch)
    {
    }

    public PointLayer(WeightNormLinear layer, SnailBatch batch)
        : this(() => layer.Weight(layer.Direction), layer.Bias, batch)
    {
    }

    private PointLayer(Func<Tensor> weight, Tensor? bias, SnailBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = weight().flatten(1); // (outputs, inputs)
        _batch = batch;
        _linear = batch.Packing.Pack(TensorFloats.Copy(rows), bias is null ? [] : TensorFloats.Copy(bias), (int)rows.size(1), (int)rows.size(0));
    }

    /// <summary>Numbers of a row that go in.</summary>
    public int Inputs => _linear.Inputs;

    /// <inheritdoc/>
    public int Outputs => _linear.Outputs;

    /// <inheritdoc/>
    public void Run(int row, int column, float* inputs, float* outputs) => _linear.Multiply(inputs, outputs, _batch.Count, Finish.Store, _batch.Team);

    public void Dispose() => _linear.Dispose();
}
