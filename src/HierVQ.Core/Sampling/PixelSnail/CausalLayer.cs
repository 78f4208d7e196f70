using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>A causal convolution over what it has been given so far.</summary>
internal sealed unsafe class CausalLayer : IPositionLayer
{
    private readonly SnailBatch _batch;
    private readonly int _inputs;
    private readonly int _rowsAbove;
    private readonly int _left;
    private readonly int _columns;
    private readonly int _ownColumns; // columns of the kernel's last row that are seen
    private readonly int _stride; // positions of a row with its margins
    private readonly long _map; // floats of a map with its margins
    private readonly RowLinear _linear;
    private readonly AlignedBuffer _seen; // (N, H + rows - 1, W + columns - 1, inputs), zero where nothing was given
    private readonly AlignedBuffer _windows; // (N, what is seen)

    public CausalLayer(CausalConv2d layer, SnailBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kernels = layer.Kernels().permute(0, 2, 3, 1); // (outputs, rows, columns, inputs)
        _batch = batch;
        (_inputs, _rowsAbove, _left, _columns) = ((int)kernels.size(3), layer.Rows - 1, layer.Left, layer.Columns);
        _ownColumns = layer.SeenOfOwnRow;
        int outputs = (int)kernels.size(0), seen = ((_rowsAbove * _columns) + _ownColumns) * _inputs;
        Tensor weight = kernels.flatten(1).narrow(1, 0, seen); // what is hidden comes last
        _linear = batch.Packing.Pack(TensorFloats.Copy(weight), TensorFloats.Copy(layer.Bias), seen, outputs);
        _stride = batch.Width + _columns - 1;
        _map = (long)(batch.Height + _rowsAbove) * _stride * _inputs;
        _seen = new AlignedBuffer(batch.MaxRows * _map);
        _windows = new AlignedBuffer((long)batch.MaxRows * seen);
    }

    /// <inheritdoc/>
    public int Outputs => _linear.Outputs;

    /// <summary>What comes out at a position, of what was given before.</summary>
    public void At(int row, int column, float* outputs)
    {
        int length = _linear.Inputs;
        for (int n = 0; n < _batch.Count; n++)
        {
            float* corner = _seen.Pointer + (n * _map) + ((((long)row * _stride) + column) * _inputs);
            float* window = _windows.Pointer + ((long)n * length);
            for (int above = 0; above <= _rowsAbove; above++, corner += (long)_stride * _inputs)
            {
                int floats = (above < _rowsAbove ? _columns : _ownColumns) * _inputs;
                new Span<float>(corner, floats).CopyTo(new Span<float>(window, floats));
                window += floats;
            }
        }
        _linear.Multiply(_windows.Pointer, outputs, _batch.Count, Finish.Store, _batch.Team);
    }

    /// <summary>Takes what lies at a position.</summary>
    public void Put(int row, int column, float* inputs)
    {
        long place = ((((long)row + _rowsAbove) * _stride) + column + _left) * _inputs;
        for (int n = 0; n < _batch.Count; n++)
            new Span<float>(inputs + ((long)n * _inputs), _inputs).CopyTo(new Span<float>(_seen.Pointer + (n * _map) + place, _inputs));
    }

    /// <inheritdoc/>
    public void Run(int row, int column, float* inputs, float* outputs)
    {
        Put(row, column, inputs);
        At(row, column, outputs);
    }

    public void Dispose()
    {
        _linear.Dispose();
        _seen.Dispose();
        _windows.Dispose();
    }
}
