using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// Convolution that looks only at what comes before in raster order, with weight normalisation (Chen, Mishra, Rohaninejad, Abbeel:
/// PixelSNAIL, 2017).
/// </summary>
public sealed class CausalConv2d : nn.Module<Tensor, Tensor>
{
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _left;
    private readonly bool _excludesOwnPosition;
    private readonly Convolution conv;

    private CausalConv2d(int inputs, int outputs, int rows, int columns, int left, bool excludesOwnPosition, LayerContext context) : base(nameof(CausalConv2d))
    {
        (_rows, _columns, _left, _excludesOwnPosition) = (rows, columns, left, excludesOwnPosition);
        conv = new Convolution([outputs, inputs, rows, columns], context, excludesOwnPosition ? Hide : null);
        RegisterComponents();
    }

    /// <summary>Rows of the kernel; the last lies on the position's own row.</summary>
    public int Rows => _rows;

    /// <summary>Columns of the kernel.</summary>
    public int Columns => _columns;

    /// <summary>Columns of the kernel to the left of the position's own.</summary>
    public int Left => _left;

    /// <summary>Columns of the kernel's last row that are seen, from the left; the rows above are seen whole.</summary>
    internal int SeenOfOwnRow => _excludesOwnPosition ? _left : _columns;

    /// <summary>What is added to each output channel, (outputs).</summary>
    public Tensor Bias => conv.Parameters.Bias!;

    /// <summary>Sees the position's row and those above it, as far to the left as to the right. Of a map that is then shifted down by a row.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="rows">Rows of the kernel.</param>
    /// <param name="columns">Columns of the kernel, odd.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public static CausalConv2d Down(int inputs, int outputs, int rows, int columns, LayerContext context) =>
        new(inputs, outputs, rows, columns, columns / 2, excludesOwnPosition: false, context);

    /// <summary>Sees the position's row and those above it, to the left. Of a map that is then shifted to the right by a column.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="rows">Rows of the kernel.</param>
    /// <param name="columns">Columns of the kernel.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public static CausalConv2d DownRight(int inputs, int outputs, int rows, int columns, LayerContext context) =>
        new(inputs, outputs, rows, columns, columns - 1, excludesOwnPosition: false, context);

    /// <summary>Sees the rows above, and of its own row what lies to the left, without the position itself.</summary>
    /// <param name="inputs">Channels of the input.</param>
    /// <param name="outputs">Channels of the output.</param>
    /// <param name="kernel">Side of the kernel, odd and at least 3.</param>
    /// <param name="context">Where the layer lives and what its weights are drawn from.</param>
    public static CausalConv2d Before(int inputs, int outputs, int kernel, LayerContext context) =>
        new(inputs, outputs, kernel, kernel, kernel / 2, excludesOwnPosition: true, context);

    /// <summary>The kernels, (outputs, inputs, rows, columns), zero where nothing is seen.</summary>
    // The reference writes the zeros into the stored directions at every call. Here the hidden taps are taken off in the graph, and no stored
    // weight changes by a forward pass. Their gradient is what it is there, that of a tap which happens to be zero.
    public Tensor Kernels()
    {
        Tensor direction = conv.Parameters.Direction;
        return conv.Parameters.Weight(_excludesOwnPosition ? direction.sub(Hidden(direction.detach())) : direction);
    }

    /// <summary>(N, inputs, H, W) to (N, outputs, H, W).</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor padded = nn.functional.pad(input, (_left, _columns - 1 - _left, _rows - 1, 0));
        return nn.functional.conv2d(padded, Kernels().As(input.dtype), Bias.As(input.dtype)).MoveToOuterDisposeScope();
    }

    /// <summary>The same of one-hot codes: (N, P, H, W) Int64 to (N, outputs, H, W), see <see cref="OneHotConvolution"/>.</summary>
    internal Tensor OfCodes(Tensor codes, int classes, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        return OneHotConvolution.Run(codes, classes, Kernels().As(type), Bias.As(type), _left, _rows - 1).MoveToOuterDisposeScope();
    }

    // In the kernel's last row, its own position and what lies to the right of it.
    private Tensor HiddenTaps(Tensor kernels) => kernels.narrow(2, _rows - 1, 1).narrow(3, _left, _columns - _left);

    private Tensor Hidden(Tensor kernels) => nn.functional.pad(HiddenTaps(kernels), (_left, 0, _rows - 1, 0));

    private void Hide(Tensor kernels) => HiddenTaps(kernels).zero_();

    /// <summary>One more module, as the published state dictionaries have it: conv.conv.weight_v.</summary>
    private sealed class Convolution : nn.Module
    {
        private readonly WeightNormKernel conv;

        public Convolution(long[] shape, LayerContext context, Action<Tensor>? hide) : base(nameof(Convolution))
        {
            conv = new WeightNormKernel(shape, hasBias: true, context, hide);
            RegisterComponents();
        }

        public WeightNormKernel Parameters => conv;
    }
}
