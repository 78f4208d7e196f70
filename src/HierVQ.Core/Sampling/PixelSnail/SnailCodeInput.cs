using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>The first layer over maps of codes.</summary>
internal sealed unsafe class SnailCodeInput : ISnailInput
{
    private readonly SnailBatch _batch;
    private readonly CodeTaps _horizontal;
    private readonly CodeTaps _vertical;
    private readonly int _above; // empty rows above the codes
    private readonly int _left; // empty columns to the left of the codes
    private readonly int _stride; // places of a row, the empty ones on both sides too
    private readonly int _toHorizontal; // places back from a position to the one under a kernel's first tap
    private readonly int _toVertical;
    private readonly int[][] _maps; // of each row of the batch, -1 where nothing was put

    public SnailCodeInput(PixelSnailNetwork network, SnailBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        _batch = batch;
        _horizontal = CodeTaps.Of(network.Horizontal);
        _vertical = CodeTaps.Of(network.Vertical);
        _above = Math.Max(_horizontal.Rows, _vertical.Rows) - 1;
        _left = Math.Max(network.Horizontal.Left, network.Vertical.Left);
        _stride = _left + batch.Width + _horizontal.Columns - 1 - network.Horizontal.Left;
        _maps = [.. Enumerable.Range(0, batch.MaxRows).Select(_ => Enumerable.Repeat(-1, (_above + batch.Height) * _stride).ToArray())];
        (_toHorizontal, _toVertical) = (Reach(network.Horizontal), Reach(network.Vertical));
    }

    /// <summary>Takes the code of a row of the batch at a position.</summary>
    public void Put(int n, int row, int column, int code) => _maps[n][Place(row, column)] = code;

    /// <inheritdoc/>
    public void At(int row, int column, float* results)
    {
        int channels = _horizontal.Outputs;
        for (int n = 0; n < _batch.Count; n++, results += channels)
        {
            var result = new Span<float>(results, channels);
            // Shifted by a row and by a column: at the edges nothing is seen, not even the bias.
            result.Clear();
            if (row > 0)
                Add(_horizontal, _maps[n], Place(row - 1, column) - _toHorizontal, result);
            if (column > 0)
                Add(_vertical, _maps[n], Place(row, column - 1) - _toVertical, result);
        }
    }

    public void Dispose()
    {
        // Its memory is managed.
    }

    private void Add(CodeTaps taps, int[] map, int corner, Span<float> result)
    {
        VectorMath.Add(taps.Bias, result);
        taps.AddTo(map, _stride, corner, result);
    }

    private int Place(int row, int column) => ((row + _above) * _stride) + column + _left;

    private int Reach(CausalConv2d convolution) => ((convolution.Rows - 1) * _stride) + convolution.Left;
}
