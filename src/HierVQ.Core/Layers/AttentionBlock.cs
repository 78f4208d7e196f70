using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>Self-attention of a map's positions with one head, around it a skip (Esser et al. 2021).</summary>
public sealed class AttentionBlock : nn.Module<Tensor, Tensor>
{
    private readonly Scalar _scale; // channels^-0.5; a Scalar is a native object, so it is made once
    private readonly GroupNorm norm;
    private readonly Conv2d q;
    private readonly Conv2d k;
    private readonly Conv2d v;
    private readonly Conv2d proj_out;

    /// <summary>Makes the block.</summary>
    /// <param name="channels">Channels of the map, a multiple of 32.</param>
    /// <param name="context">Where the block lives and what its weights are drawn from.</param>
    public AttentionBlock(int channels, LayerContext context) : base(nameof(AttentionBlock))
    {
        _scale = (float)(1 / Math.Sqrt(channels));
        norm = new GroupNorm(channels, context.Device);
        q = new Conv2d(channels, channels, 1, context.Init, context.Device);
        k = new Conv2d(channels, channels, 1, context.Init, context.Device);
        v = new Conv2d(channels, channels, 1, context.Init, context.Device);
        proj_out = new Conv2d(channels, channels, 1, context.Init, context.Device);
        RegisterComponents();
    }

    /// <summary>(N, C, H, W) to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor normed = norm.call(input);
        Tensor queries = q.call(normed).mul_(_scale).flatten(2); // (N, C, HW)
        Tensor keys = k.call(normed).flatten(2); // (N, C, HW)
        Tensor values = v.call(normed).flatten(2); // (N, C, HW)
        Tensor attention = nn.functional.softmax(queries.transpose(1, 2).bmm(keys), -1); // (N, HW, HW), rows sum to one
        Tensor mixed = values.bmm(attention.transpose(1, 2)).view_as(input); // (N, C, H, W)
        return proj_out.call(mixed).add_(input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _scale.Dispose();
        base.Dispose(disposing);
    }
}
