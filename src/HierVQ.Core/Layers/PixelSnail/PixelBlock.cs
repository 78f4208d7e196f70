using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// Block of PixelSNAIL (Chen et al. 2017, figure 2): gated residual blocks over what is near, then attention over everything before or, in
/// a block without it, a 1x1 convolution that sees where it is.
/// </summary>
internal sealed class PixelBlock : nn.Module
{
    /// <summary>Row and column.</summary>
    private const int Background = PixelSnailNetwork.BackgroundChannels;

    private readonly Numbered<GatedResidualBlock> resblocks;
    private readonly GatedResidualBlock? key_resblock;
    private readonly GatedResidualBlock? query_resblock;
    private readonly CausalAttention2d? causal_attention;
    private readonly GatedResidualBlock? out_resblock;
    private readonly WeightNormConv2d? @out;

    public PixelBlock(PixelSnailShape shape, LayerContext context) : base(nameof(PixelBlock))
    {
        int channels = shape.Channels;
        resblocks = new(Enumerable.Range(0, shape.ResidualBlocks).Select(_ => new GatedResidualBlock(
            channels, shape.ResidualChannels, shape.KernelSize, causal: true, context, conditionChannels: shape.ConditionChannels)));
        if (shape.Attention)
        {
            int keys = 2 * channels + Background, queries = channels + Background;
            key_resblock = new GatedResidualBlock(keys, channels, 1, causal: false, context);
            query_resblock = new GatedResidualBlock(queries, channels, 1, causal: false, context);
            causal_attention = new CausalAttention2d(queries, keys, channels / 2, shape.Heads, context);
            out_resblock = new GatedResidualBlock(channels, channels, 1, causal: false, context, auxiliaryChannels: channels / 2);
        }
        else
        {
            @out = new WeightNormConv2d(channels + Background, channels, 1, context);
        }
        RegisterComponents();
    }

    /// <summary>The blocks over what is near.</summary>
    public Numbered<GatedResidualBlock> Residual => resblocks;

    /// <summary>What makes keys and values, where there is attention.</summary>
    public GatedResidualBlock? Keys => key_resblock;

    /// <summary>What makes queries.</summary>
    public GatedResidualBlock? Queries => query_resblock;

    /// <summary>The attention.</summary>
    public CausalAttention2d? Attention => causal_attention;

    /// <summary>What takes its result in.</summary>
    public GatedResidualBlock? Joined => out_resblock;

    /// <summary>What a block without attention ends with.</summary>
    public WeightNormConv2d? Out => @out;

    /// <summary>(N, C, H, W), the background (N, 2, H, W) and a condition to (N, C, H, W); nothing is dropped in scoring.</summary>
    public Tensor Run(Tensor input, Tensor background, Tensor? condition, bool scoring)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor near = input;
        for (int i = 0; i < resblocks.Count; i++)
            near = resblocks[i].Run(near, given: condition, scoring: scoring);
        if (causal_attention is null)
            return @out!.call(cat([near, background], 1)).MoveToOuterDisposeScope();
        Tensor keys = key_resblock!.Run(cat([input, near, background], 1), scoring: scoring);
        Tensor queries = query_resblock!.Run(cat([near, background], 1), scoring: scoring);
        return out_resblock!.Run(near, auxiliary: causal_attention.Run(queries, keys, scoring), scoring: scoring).MoveToOuterDisposeScope();
    }
}
