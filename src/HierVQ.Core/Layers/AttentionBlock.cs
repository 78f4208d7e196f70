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
        (Tensor queries, Tensor keys, Tensor values) = Project(input); // (N, HW, C) each
        using Tensor scores = queries.bmm(keys.transpose(1, 2)); // (N, HW, HW)
        using Tensor attention = nn.functional.softmax(scores, -1); // (N, HW, HW), rows sum to one
        Tensor mixed = ChannelsLast.MapOf(attention.bmm(values).unflatten(1, [input.size(2), input.size(3)])); // (N, C, H, W)
        if (!ChannelsLast.Is(input))
            mixed = mixed.contiguous();
        return proj_out.call(mixed).add_(input).MoveToOuterDisposeScope();
    }

    // The three as one convolution, which reads its input once, and whose gradient is computed once. The scale sits on the queries' small kernels.
    private (Tensor Queries, Tensor Keys, Tensor Values) Project(Tensor input)
    {
        using Tensor normed = norm.call(input);
        Tensor kernels = cat([q.Weight.mul(_scale), k.Weight, v.Weight]); // (3 C, C, 1, 1)
        Tensor biases = cat([q.Bias!.mul(_scale), k.Bias!, v.Bias!]); // (3 C)
        Tensor projected = nn.functional.conv2d(normed, kernels.As(normed.dtype), biases.As(normed.dtype)); // (N, 3 C, H, W)
        Tensor[] parts = Vectors.Of(projected).flatten(1, 2).chunk(3, 2);
        return (parts[0], parts[1], parts[2]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _scale.Dispose();
        base.Dispose(disposing);
    }
}
