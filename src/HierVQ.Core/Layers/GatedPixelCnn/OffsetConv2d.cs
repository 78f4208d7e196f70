using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>
/// A convolution whose kernel lies before each position: what a masked kernel leaves, without the taps that the mask hides (van den Oord et al.:
/// Conditional Image Generation with PixelCNN Decoders, 2016, section 2).
/// </summary>
internal sealed class OffsetConv2d : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // (outputs, inputs, rows, columns)
    private readonly Parameter bias; // (outputs)

    /// <summary>Makes the layer, uniform within ±1/√inputs of a product.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="rows">Rows of the kernel; the last lies on the position's own row.</param>
    /// <param name="columns">Columns of the kernel.</param>
    /// <param name="left">How far the kernel reaches to the left of the position, at least the columns less one where nothing to the right is seen.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public OffsetConv2d(int inputs, int outputs, int rows, int columns, int left, LayerContext context) : base(nameof(OffsetConv2d))
    {
        (Rows, Columns, Left) = (rows, columns, left);
        double bound = 1 / Math.Sqrt((double)inputs * rows * columns);
        weight = Initial.Uniform([outputs, inputs, rows, columns], bound, context.Init, context.Device);
        bias = Initial.Uniform([outputs], bound, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>Rows of the kernel.</summary>
    public int Rows { get; }

    /// <summary>Columns of the kernel.</summary>
    public int Columns { get; }

    /// <summary>Columns from the kernel's first tap to the position.</summary>
    public int Left { get; }

    /// <summary>The kernels, (outputs, inputs, rows, columns).</summary>
    public Parameter Weight => weight;

    /// <summary>What is added to each output channel, (outputs).</summary>
    public Parameter Bias => bias;

    /// <summary>(N, inputs, H, W) to (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        // A right margin below zero cuts off the last columns, which a kernel that ends before its position never sees.
        Tensor padded = nn.functional.pad(input, (Left, Columns - 1 - Left, Rows - 1, 0));
        return nn.functional.conv2d(padded, weight.As(input.dtype), bias.As(input.dtype)).MoveToOuterDisposeScope();
    }
}
