using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>
/// A linear layer, y = x W' + b, over a few rows: weights packed once into panels, which the threads of a team share out. One product at a time.
/// </summary>
internal sealed unsafe class PackedLinear : RowLinear, IPieceWork
{
    private const int PanelWidth = LinearKernel.PanelWidth;
    // Below this many multiply-adds a piece costs less than handing it to another thread.
    private const int WorthSharing = 1 << 15;
    private readonly LinearKernel _kernel;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _bias;
    private float* _rowInputs;
    private float* _rowResults;
    private int _rows;
    private int _panelsPerPiece;
    private Finish _finish;

    /// <summary>Packs weights of shape (outputs, inputs), in memory row by row, and a bias that may be empty.</summary>
    public PackedLinear(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs, LinearKernel kernel) : base(inputs, outputs)
    {
        _kernel = kernel;
        Panels = (outputs + PanelWidth - 1) / PanelWidth;
        _panels = new AlignedBuffer((long)Panels * PanelWidth * inputs);
        _bias = new AlignedBuffer((long)Panels * PanelWidth);
        bias.CopyTo(_bias.Span(0, outputs)); // an empty one leaves zeros
        for (int output = 0; output < outputs; output++)
        {
            float* column = _panels.Pointer + ((long)(output / PanelWidth) * PanelWidth * inputs) + (output % PanelWidth);
            ReadOnlySpan<float> row = weight.Slice(output * inputs, inputs);
            for (int k = 0; k < inputs; k++)
                column[(long)k * PanelWidth] = row[k];
        }
    }

    private int Panels { get; }

    /// <summary>Packs the weights of a layer.</summary>
    public static PackedLinear Pack(Linear layer, LinearKernel kernel) => new(TensorFloats.Copy(layer.Weight),
        layer.Bias is { } bias ? TensorFloats.Copy(bias) : [], (int)layer.Weight.size(1), (int)layer.Weight.size(0), kernel);

    /// <inheritdoc/>
    public override void Multiply(float* inputs, float* results, int rows, Finish finish, WorkTeam team)
    {
        _rowInputs = inputs;
        _rowResults = results;
        _rows = rows;
        _finish = finish;
        long pieces = Math.Clamp((long)rows * Panels * PanelWidth * Inputs / WorthSharing, 1, Panels);
        _panelsPerPiece = (int)((Panels + pieces - 1) / pieces);
        team.Run(this, (Panels + _panelsPerPiece - 1) / _panelsPerPiece);
    }

    void IPieceWork.Run(int piece)
    {
        int end = Math.Min(Panels, (piece + 1) * _panelsPerPiece);
        float* sums = stackalloc float[PanelWidth * MaxRowsAtOnce];
        for (int panel = piece * _panelsPerPiece; panel < end; panel++)
        {
            int column = panel * PanelWidth;
            int width = Math.Min(PanelWidth, Outputs - column);
            for (int row = 0; row < _rows; row += MaxRowsAtOnce)
            {
                int rows = Math.Min(MaxRowsAtOnce, _rows - row);
                _kernel.Multiply(_rowInputs + ((long)row * Inputs), rows, Inputs, _panels.Pointer + ((long)column * Inputs), _bias.Pointer + column, sums, PanelWidth);
                for (int r = 0; r < rows; r++)
                    Put(new Span<float>(sums + (r * PanelWidth), width), new Span<float>(_rowResults + ((long)(row + r) * Outputs) + column, width));
            }
        }
    }

    public override void Dispose()
    {
        _panels.Dispose();
        _bias.Dispose();
    }

    // A multiple of the rows that the kernels take at once.
    private const int MaxRowsAtOnce = 24;

    private void Put(Span<float> sums, Span<float> results)
    {
        switch (_finish)
        {
            case Finish.Store:
                sums.CopyTo(results);
                break;
            case Finish.Add:
                VectorMath.Add(sums, results);
                break;
            case Finish.Gelu:
                VectorMath.Gelu(sums, results, approximate: false);
                break;
            case Finish.SigmoidGelu:
                VectorMath.Gelu(sums, results, approximate: true);
                break;
        }
    }
}
