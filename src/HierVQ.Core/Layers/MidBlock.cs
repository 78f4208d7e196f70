using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>The blocks at the coarsest resolution: residual, attention, residual.</summary>
public sealed class MidBlock : nn.Module<Tensor, Tensor>
{
    private readonly ResidualBlock block_1;
    private readonly AttentionBlock? attn_1;
    private readonly ResidualBlock block_2;

    /// <summary>Makes the blocks.</summary>
    /// <param name="channels">Channels of the map.</param>
    /// <param name="hasAttention">Whether the attention is there.</param>
    /// <param name="context">Where the blocks live and what their weights are drawn from.</param>
    public MidBlock(int channels, bool hasAttention, LayerContext context) : base(nameof(MidBlock))
    {
        block_1 = new ResidualBlock(channels, channels, context);
        attn_1 = hasAttention ? new AttentionBlock(channels, context) : null;
        block_2 = new ResidualBlock(channels, channels, context);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor input) => Chain.Call(input, block_1, attn_1, block_2);
}
