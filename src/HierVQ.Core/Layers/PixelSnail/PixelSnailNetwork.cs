using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// PixelSNAIL (Chen, Mishra, Rohaninejad, Abbeel: PixelSNAIL: An Improved Autoregressive Generative Model, 2017), as priors of VQ-VAE-2 use it:
/// what comes out at a position depends on what comes before it in raster order, and on the condition.
/// </summary>
// The state dictionary bears the names of the reference, rosinality/vq-vae-2-pytorch.
public sealed class PixelSnailNetwork : nn.Module
{
    /// <summary>Channels that say where a position is: row and column, from -1/2 to 1/2.</summary>
    internal const int BackgroundChannels = 2;

    private readonly CausalConv2d horizontal;
    private readonly CausalConv2d vertical;
    private readonly Tensor background; // (1, 2, H, W)
    private readonly Numbered<PixelBlock> blocks;
    private readonly PixelSnailCondition? cond_resnet;
    private readonly Numbered<nn.Module> @out;

    /// <summary>Makes the network with random weights.</summary>
    /// <param name="shape">Its shape; checked here.</param>
    /// <param name="context">Where it lives and what its weights and dropout are drawn from.</param>
    /// <param name="condition">What makes the condition of a coarser map, and belongs to the network from now on; null where the caller gives the condition itself, or there is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of the shape is out of its range.</exception>
    /// <exception cref="ArgumentException">The condition has other channels than the shape says.</exception>
    public PixelSnailNetwork(PixelSnailShape shape, LayerContext context, PixelSnailCondition? condition = null) : base(nameof(PixelSnailNetwork))
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(context);
        shape.Validate();
        if (condition is not null && condition.Channels != shape.ConditionChannels)
            throw new ArgumentException($"The condition has {condition.Channels} channels and ConditionChannels is {shape.ConditionChannels}; they must be equal.", nameof(condition));
        Shape = shape;
        int kernel = shape.KernelSize, channels = shape.Channels;
        horizontal = CausalConv2d.Down(shape.InputChannels, channels, kernel / 2, kernel, context);
        vertical = CausalConv2d.DownRight(shape.InputChannels, channels, (kernel + 1) / 2, kernel / 2, context);
        background = Background(shape.Height, shape.Width, context.Device);
        blocks = new(Enumerable.Range(0, shape.Blocks).Select(_ => new PixelBlock(shape, context)));
        cond_resnet = condition;
        @out = new(Enumerable.Range(0, shape.OutputBlocks)
            .Select(nn.Module (_) => new GatedResidualBlock(channels, shape.ResidualChannels, 1, causal: false, context))
            .Append(new Elu())
            .Append(new WeightNormConv2d(channels, shape.OutputChannels, 1, context)));
        RegisterComponents();
    }

    /// <summary>The shape that it was made with.</summary>
    public PixelSnailShape Shape { get; }

    /// <summary>What makes the condition of a coarser map; null where the caller gives the condition itself, or there is none.</summary>
    public PixelSnailCondition? Condition => cond_resnet;

    /// <summary>The causal convolution of the rows above.</summary>
    internal CausalConv2d Horizontal => horizontal;

    /// <summary>The causal convolution of what lies to the left.</summary>
    internal CausalConv2d Vertical => vertical;

    /// <summary>Row and column of each position, (1, 2, H, W).</summary>
    internal Tensor Places => background;

    /// <summary>The blocks.</summary>
    internal Numbered<PixelBlock> Blocks => blocks;

    /// <summary>The gated residual blocks before the logits.</summary>
    internal IEnumerable<GatedResidualBlock> OutputBlocks => Enumerable.Range(0, @out.Count - 2).Select(i => (GatedResidualBlock)@out[i]);

    /// <summary>The last convolution.</summary>
    internal WeightNormConv2d Last => (WeightNormConv2d)@out[@out.Count - 1];

    /// <summary>One pass over whole maps, or over their first rows: what comes out there is the same.</summary>
    /// <param name="input">(N, input channels, H or fewer rows, W).</param>
    /// <param name="condition">(N, condition channels, H, W), or what broadcasts to it, such as (N, condition channels, 1, 1); null for none.</param>
    /// <param name="scoring">Whether it calculates as outside training, in single precision and without dropout, whatever its mode.</param>
    /// <returns>(N, output channels, rows, W).</returns>
    /// <exception cref="ArgumentException">A map has another shape.</exception>
    public Tensor Run(Tensor input, Tensor? condition = null, bool scoring = false)
    {
        Check(input, Shape.InputChannels, condition);
        using DisposeScope scope = NewDisposeScope();
        Tensor map = input.As(TypeOf(scoring)); // layers follow their input
        return Run(horizontal.call(map), vertical.call(map), condition, scoring).MoveToOuterDisposeScope();
    }

    /// <summary>The same of a map of codes, (N, H or fewer rows, W) Int64 from 0 to the input channels - 1: what their one-hot map gives.</summary>
    internal Tensor RunCodes(Tensor codes, Tensor? condition = null, bool scoring = false)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor planes = codes.unsqueeze(1); // (N, 1, rows, W)
        Check(planes, 1, condition);
        ScalarType type = TypeOf(scoring);
        return Run(horizontal.OfCodes(planes, Shape.InputChannels, type), vertical.OfCodes(planes, Shape.InputChannels, type), condition, scoring).MoveToOuterDisposeScope();
    }

    private ScalarType TypeOf(bool scoring) => training && !scoring ? Computing.In(Shape.Precision) : ScalarType.Float32;

    // The rows above and what lies to the left, both (N, C, rows, W), each still with the position itself.
    private Tensor Run(Tensor above, Tensor left, Tensor? condition, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = above.size(0), rows = above.size(2);
        Tensor near = Shifted(above, down: 1, right: 0).add_(Shifted(left, down: 0, right: 1)); // (N, C, rows, W)
        Tensor places = background.As(near.dtype).narrow(2, 0, rows).expand(count, -1, -1, -1);
        condition = condition?.As(near.dtype);
        if (condition is not null && condition.size(2) > 1)
            condition = condition.narrow(2, 0, rows);
        for (int i = 0; i < blocks.Count; i++)
            near = blocks[i].Run(near, places, condition, scoring);
        foreach (GatedResidualBlock block in OutputBlocks)
            near = block.Run(near, scoring: scoring);
        return Last.call(nn.functional.elu(near, 1)).As(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private void Check(Tensor input, int channels, Tensor? condition)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.dim() != 4 || input.size(1) != channels || input.size(2) > Shape.Height || input.size(3) != Shape.Width)
            throw new ArgumentException($"The map is ({string.Join(", ", input.shape)}); it must be (N, {channels}, {Shape.Height} rows or fewer, {Shape.Width}).", nameof(input));
        if (condition is not null && (condition.dim() != 4 || condition.size(1) != Shape.ConditionChannels))
            throw new ArgumentException($"The condition is ({string.Join(", ", condition.shape)}); it must be (N, {Shape.ConditionChannels}, {Shape.Height}, {Shape.Width}).", nameof(condition));
    }

    // Moved by a row or a column; what falls off the edge is gone.
    private static Tensor Shifted(Tensor map, int down, int right) =>
        nn.functional.pad(map, (right, 0, down, 0)).narrow(2, 0, map.size(2)).narrow(3, 0, map.size(3)).contiguous();

    private static Tensor Background(int height, int width, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = arange(height, dtype: ScalarType.Float32, device: CPU).sub(height / 2f).div(height);
        Tensor x = arange(width, dtype: ScalarType.Float32, device: CPU).sub(width / 2f).div(width);
        Tensor places = stack([y.unsqueeze(1).expand(height, width), x.unsqueeze(0).expand(height, width)]).unsqueeze(0).contiguous().to(device);
        return places.DetachFromDisposeScope();
    }

    /// <summary>Has no weights, and a number in the reference's state dictionary.</summary>
    private sealed class Elu() : nn.Module(nameof(Elu));
}
