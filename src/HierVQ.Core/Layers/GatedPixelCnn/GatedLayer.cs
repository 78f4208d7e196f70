using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.GatedPixelCnn;

/// <summary>
/// A layer of the gated PixelCNN (van den Oord et al. 2016, figure 2): a vertical stack that sees the rows above, without a blind spot, and a
/// horizontal stack that sees what lies to the left in its own row and is told of the rows above by the vertical one.
/// </summary>
internal sealed class GatedLayer : nn.Module
{
    private readonly bool _first;
    private readonly OffsetConv2d vertical;
    private readonly OffsetConv2d horizontal;
    private readonly Conv2d link;
    private readonly Conv2d output;
    private readonly Conv2d? vertical_condition;
    private readonly Conv2d? horizontal_condition;
    private readonly Dropout dropout;

    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of both stacks.</param>
    /// <param name="kernel">n, the side of the kernels that the masks are thought to leave a part of; odd.</param>
    /// <param name="first">Whether the position itself is hidden (mask A) and there is no skip, which would show it.</param>
    /// <param name="conditionChannels">Channels of the condition, 0 for none.</param>
    /// <param name="context">Where the layer lives and what its weights and masks are drawn from.</param>
    public GatedLayer(int channels, int kernel, bool first, int conditionChannels, LayerContext context) : base(nameof(GatedLayer))
    {
        _first = first;
        int reach = kernel / 2;
        vertical = new OffsetConv2d(channels, 2 * channels, reach + 1, kernel, reach, context);
        // Mask A leaves the columns before the position; mask B the position too.
        horizontal = first ? new OffsetConv2d(channels, 2 * channels, 1, reach, reach, context) : new OffsetConv2d(channels, 2 * channels, 1, reach + 1, reach, context);
        link = Point(2 * channels, 2 * channels, context);
        output = Point(channels, channels, context);
        if (conditionChannels > 0)
        {
            vertical_condition = Point(conditionChannels, 2 * channels, context, hasBias: false);
            horizontal_condition = Point(conditionChannels, 2 * channels, context, hasBias: false);
        }
        dropout = new Dropout(context.Dropout, context.Noise);
        RegisterComponents();
    }

    /// <summary>Whether the position itself is hidden.</summary>
    public bool IsFirst => _first;

    /// <summary>The convolution of the vertical stack, over its own row and those above; a shift by a row hides its own later.</summary>
    public OffsetConv2d Vertical => vertical;

    /// <summary>The convolution of the horizontal stack.</summary>
    public OffsetConv2d Horizontal => horizontal;

    /// <summary>From the vertical stack to the horizontal one.</summary>
    public Conv2d Link => link;

    /// <summary>The horizontal stack's last convolution.</summary>
    public Conv2d Output => output;

    /// <summary>How the condition enters the vertical stack.</summary>
    public Conv2d? VerticalCondition => vertical_condition;

    /// <summary>How the condition enters the horizontal stack.</summary>
    public Conv2d? HorizontalCondition => horizontal_condition;

    /// <summary>One pass.</summary>
    /// <param name="above">The vertical stack's map, (N, C, H, W), each position still with its own row.</param>
    /// <param name="left">The horizontal stack's map, (N, C, H, W).</param>
    /// <param name="given">The condition, (N, D, H, W) or (N, D, 1, 1), or null.</param>
    /// <param name="scoring">Whether nothing is dropped, whatever the mode of the module.</param>
    /// <returns>Both maps.</returns>
    public (Tensor Above, Tensor Left) Run(Tensor above, Tensor left, Tensor? given, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = vertical.call(above); // (N, 2 C, H, W)
        Tensor told = link.call(Shifted(rows)); // of the rows above alone
        Tensor own = horizontal.call(left).add_(told);
        if (given is not null)
        {
            rows = rows.add(vertical_condition!.call(given));
            own = own.add_(horizontal_condition!.call(given));
        }
        Tensor mixed = output.call(Gated(own));
        if (!scoring)
            mixed = dropout.call(mixed);
        return (Gated(rows).MoveToOuterDisposeScope(), (_first ? mixed : mixed.add_(left)).MoveToOuterDisposeScope());
    }

    /// <summary>tanh(a) · sigmoid(b) of channels a and then b (equation 2).</summary>
    public static Tensor Gated(Tensor channels)
    {
        Tensor[] halves = channels.chunk(2, 1);
        return halves[0].tanh().mul(halves[1].sigmoid());
    }

    // Down by a row; what falls off the edge is gone.
    private static Tensor Shifted(Tensor map) => nn.functional.pad(map, (0, 0, 1, 0)).narrow(2, 0, map.size(2)).contiguous();

    private static Conv2d Point(int inputs, int outputs, LayerContext context, bool hasBias = true) => new(inputs, outputs, 1, context.Init, context.Device, hasBias: hasBias);
}
