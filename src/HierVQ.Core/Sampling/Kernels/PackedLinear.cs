using HierVQ.Layers;

namespace HierVQ.Sampling.Kernels;

/// <summary>A linear layer with float32 weights, packed once into panels: input by input, for each the columns.</summary>
internal sealed unsafe class PackedLinear : RowLinear
{
    private readonly LinearKernel _kernel;
    private readonly AlignedBuffer _panels;
    private readonly AlignedBuffer _bias;
    private float* _inputs;

    /// <summary>Packs weights of shape (outputs, inputs), in memory row by row, and a bias that may be empty.</summary>
    public PackedLinear(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, int inputs, int outputs, LinearKernel kernel) : base(inputs, outputs)
    {
        _kernel = kernel;
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

    /// <summary>Packs the weights of a layer.</summary>
    public static PackedLinear Pack(Linear layer, LinearKernel kernel) => new(TensorFloats.Copy(layer.Weight),
        layer.Bias is { } bias ? TensorFloats.Copy(bias) : [], (int)layer.Weight.size(1), (int)layer.Weight.size(0), kernel);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _panels.Dispose();
        _bias.Dispose();
    }

    /// <inheritdoc/>
    protected override void Take(float* inputs, int rows) => _inputs = inputs;

    /// <inheritdoc/>
    protected override void MultiplyPanel(int panel, int row, int rows, float* sums) =>
        _kernel.Multiply(_inputs + ((long)row * Inputs), rows, Inputs, _panels.Pointer + ((long)panel * PanelWidth * Inputs), _bias.Pointer + (panel * PanelWidth), sums, PanelWidth);
}
