namespace HierVQ.Sampling.Kernels;

/// <summary>
/// A linear layer, y = x W' + b, over a few rows, each of which is summed in a fixed order. Weights lie in panels of columns, which the threads of
/// a team share out. One product at a time.
/// </summary>
/// <param name="inputs">Width of an input row.</param>
/// <param name="outputs">Width of a result row.</param>
internal abstract unsafe class RowLinear(int inputs, int outputs) : IPieceWork, IDisposable
{
    /// <summary>Columns of a panel.</summary>
    protected const int PanelWidth = LinearKernel.PanelWidth;
    // A multiple of the rows that the kernels take at once.
    private const int MaxRowsAtOnce = 24;
    // Below this many multiply-adds a piece costs less than handing it to another thread.
    private const int WorthSharing = 1 << 15;
    private float* _results;
    private int _rows;
    private int _panelsPerPiece;
    private Finish _finish;

    /// <summary>Width of an input row.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>Width of a result row.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>Number of panels; the last may have columns of zeros.</summary>
    protected int Panels { get; } = (outputs + PanelWidth - 1) / PanelWidth;

    /// <summary>Multiplies rows that lie one after the other; results likewise, <see cref="Outputs"/> floats a row.</summary>
    public void Multiply(float* inputs, float* results, int rows, Finish finish, WorkTeam team)
    {
        _results = results;
        (_rows, _finish) = (rows, finish);
        Take(inputs, rows);
        long pieces = Math.Clamp((long)rows * Panels * PanelWidth * Inputs / WorthSharing, 1, Panels);
        _panelsPerPiece = (int)((Panels + pieces - 1) / pieces);
        team.Run(this, (Panels + _panelsPerPiece - 1) / _panelsPerPiece);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Takes the rows of a product, before its panels are multiplied.</summary>
    protected abstract void Take(float* inputs, int rows);

    /// <summary>Multiplies some of the rows with one panel, bias included: <see cref="PanelWidth"/> sums a row. Any thread.</summary>
    protected abstract void MultiplyPanel(int panel, int row, int rows, float* sums);

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
                MultiplyPanel(panel, row, rows, sums);
                for (int r = 0; r < rows; r++)
                    Put(new Span<float>(sums + (r * PanelWidth), width), new Span<float>(_results + ((long)(row + r) * Outputs) + column, width));
            }
        }
    }

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
