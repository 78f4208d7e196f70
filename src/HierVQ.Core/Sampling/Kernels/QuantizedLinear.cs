namespace HierVQ.Sampling.Kernels;

/// <summary>
/// A linear layer with 8-bit weights: of each output, <see cref="QuantizedKernel.GroupLength"/> inputs at a time are rounded symmetrically to 127
/// steps either way of the largest. Input rows are rounded to 16 bits, which costs far less precision than the weights do.
/// </summary>
internal sealed unsafe class QuantizedLinear : RowLinear
{
    private const int GroupLength = QuantizedKernel.GroupLength;
    private const float Largest = 127;
    private readonly QuantizedKernel _kernel;
    private readonly int _groups;
    private readonly AlignedBuffer _panels; // of bytes
    private readonly AlignedBuffer _scales; // (panels, groups, columns)
    private readonly AlignedBuffer _bias;
    private readonly QuantizedRows _rows;

    /// <summary>Rounds weights of shape (outputs, inputs), in memory row by row; a bias, which may be empty, stays float32.</summary>
    public QuantizedLinear(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs, QuantizedKernel kernel) : base(inputs, outputs)
    {
        _kernel = kernel;
        _groups = QuantizedRows.RoundUp(inputs) / GroupLength;
        _panels = new AlignedBuffer((long)Panels * _groups * QuantizedKernel.GroupBytes / sizeof(float));
        _scales = new AlignedBuffer((long)Panels * _groups * PanelWidth);
        _bias = new AlignedBuffer((long)Panels * PanelWidth);
        _rows = new QuantizedRows(inputs);
        bias.CopyTo(_bias.Span(0, outputs)); // an empty one leaves zeros
        for (int output = 0; output < outputs; output++)
        {
            ReadOnlySpan<float> row = weight.Slice(output * inputs, inputs);
            for (int group = 0; group < _groups; group++)
            {
                int first = group * GroupLength;
                Pack(row[first..Math.Min(inputs, first + GroupLength)], output, group);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _panels.Dispose();
        _scales.Dispose();
        _bias.Dispose();
        _rows.Dispose();
    }

    /// <inheritdoc/>
    protected override void Take(float* inputs, int rows) => _rows.Fill(inputs, rows);

    /// <inheritdoc/>
    protected override void MultiplyPanel(int panel, int row, int rows, float* sums) =>
        _kernel.Multiply(_rows.Codes + ((long)row * _groups * GroupLength), _rows.Scales + row, rows, _groups, Panel(panel), Scales(panel), _bias.Pointer + (panel * PanelWidth), sums, PanelWidth);

    private sbyte* Panel(int panel) => (sbyte*)_panels.Pointer + ((long)panel * _groups * QuantizedKernel.GroupBytes);

    private float* Scales(int panel) => _scales.Pointer + ((long)panel * _groups * PanelWidth);

    // Two inputs after the other, for both every column, the two weights of a column side by side.
    private void Pack(ReadOnlySpan<float> weights, int output, int group)
    {
        float largest = VectorMath.MaxMagnitude(weights);
        if (!float.IsFinite(largest))
            throw new ArgumentException($"A weight is {largest}; a network whose training failed cannot be kept in 8 bits.", nameof(weights));
        int panel = output / PanelWidth, column = output % PanelWidth;
        float scale = largest / Largest;
        Scales(panel)[(group * PanelWidth) + column] = scale;
        sbyte* codes = Panel(panel) + (group * QuantizedKernel.GroupBytes) + (2 * column);
        for (int k = 0; k < weights.Length; k++)
            codes[(k / 2 * 2 * PanelWidth) + (k % 2)] = scale == 0 ? (sbyte)0 : (sbyte)MathF.Round(weights[k] / scale);
    }
}
