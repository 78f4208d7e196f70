using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>
/// A convolution that sees all around a position, over a whole map at once: the rows of the batch are the positions of one map. Conditions are made
/// with it, where libtorch's sums could differ with the threads.
/// </summary>
internal sealed unsafe class AroundLayer : IPositionLayer
{
    private readonly SnailBatch _positions;
    private readonly int _kernel;
    private readonly int _inputs;
    private readonly RowLinear _linear;
    private readonly AlignedBuffer _windows; // (H W, kernel · kernel · inputs)

    /// <param name="layer">The convolution.</param>
    /// <param name="positions">A batch with a row for each position of a map.</param>
    public AroundLayer(WeightNormConv2d layer, SnailBatch positions)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor kernels = layer.Kernels().permute(0, 2, 3, 1); // (outputs, kernel, kernel, inputs)
        (_positions, _kernel, _inputs) = (positions, layer.Kernel, (int)kernels.size(3));
        int seen = _kernel * _kernel * _inputs;
        _linear = positions.Packing.Pack(TensorFloats.Copy(kernels), layer.Bias is null ? [] : TensorFloats.Copy(layer.Bias), seen, (int)kernels.size(0));
        _windows = new AlignedBuffer((long)positions.MaxRows * seen);
    }

    /// <inheritdoc/>
    public int Outputs => _linear.Outputs;

    /// <summary>(H W, inputs) to (H W, outputs), whatever the position.</summary>
    public void Run(int row, int column, float* inputs, float* outputs)
    {
        int reach = _kernel / 2;
        float* window = _windows.Pointer;
        for (int y = 0; y < _positions.Height; y++)
        {
            for (int x = 0; x < _positions.Width; x++)
            {
                for (int tap = 0; tap < _kernel * _kernel; tap++, window += _inputs)
                {
                    int seenY = y + (tap / _kernel) - reach, seenX = x + (tap % _kernel) - reach;
                    var seen = new Span<float>(window, _inputs);
                    if (seenY < 0 || seenX < 0 || seenY >= _positions.Height || seenX >= _positions.Width)
                        seen.Clear();
                    else
                        new Span<float>(inputs + ((((long)seenY * _positions.Width) + seenX) * _inputs), _inputs).CopyTo(seen);
                }
            }
        }
        _linear.Multiply(_windows.Pointer, outputs, _positions.Count, Finish.Store, _positions.Team);
    }

    public void Dispose()
    {
        _linear.Dispose();
        _windows.Dispose();
    }
}
