using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Sampling.PixelSnail;

/// <summary>A convolution of one-hot codes at one position: of each tap, the row of the kernels that the code there picks, added up in order.</summary>
internal sealed class CodeTaps
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _inputs;
    private readonly float[] _taps; // (rows, columns, inputs, outputs)
    private readonly float[] _bias; // (outputs)

    /// <param name="kernels">(outputs, inputs, rows, columns).</param>
    /// <param name="bias">(outputs).</param>
    public CodeTaps(Tensor kernels, Tensor bias)
    {
        using DisposeScope scope = NewDisposeScope();
        (_rows, _columns, _inputs) = ((int)kernels.size(2), (int)kernels.size(3), (int)kernels.size(1));
        _taps = TensorFloats.Copy(kernels.permute(2, 3, 1, 0));
        _bias = TensorFloats.Copy(bias);
    }

    /// <summary>Rows of the kernel.</summary>
    public int Rows => _rows;

    /// <summary>Columns of the kernel.</summary>
    public int Columns => _columns;

    /// <summary>What comes out where no code is seen.</summary>
    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>Numbers that come out.</summary>
    public int Outputs => _bias.Length;

    /// <summary>The taps of a convolution with normalised weights.</summary>
    public static CodeTaps Of(WeightNormConv2d layer)
    {
        using DisposeScope scope = NewDisposeScope();
        return new CodeTaps(layer.Kernels(), layer.Bias!);
    }

    /// <inheritdoc cref="Of(WeightNormConv2d)"/>
    public static CodeTaps Of(CausalConv2d layer)
    {
        using DisposeScope scope = NewDisposeScope();
        return new CodeTaps(layer.Kernels(), layer.Bias);
    }

    /// <summary>Adds what the codes around a position give, without the bias.</summary>
    /// <param name="map">A map of inputs, -1 where there is none.</param>
    /// <param name="stride">Places of the map from one of its rows to the next.</param>
    /// <param name="corner">The place under the kernel's first tap.</param>
    /// <param name="results">What the sums are added to.</param>
    public void AddTo(ReadOnlySpan<int> map, int stride, int corner, Span<float> results)
    {
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<int> picks = map.Slice(corner + (row * stride), _columns);
            for (int column = 0; column < _columns; column++)
            {
                if (picks[column] >= 0)
                    VectorMath.Add(_taps.AsSpan(((((row * _columns) + column) * _inputs) + picks[column]) * _bias.Length, _bias.Length), results);
            }
        }
    }
}
