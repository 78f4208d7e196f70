using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>From features to images: the decoder of VQGAN (Esser, Rombach, Ommer 2021, appendix A), shared by the tokenizers here.</summary>
public sealed class Decoder : nn.Module<Tensor, Tensor>
{
    private readonly ScalarType _trainsIn;
    private readonly Conv2d conv_in;
    private readonly MidBlock? mid;
    private readonly Numbered<ResolutionBlocks> up; // by level: up[0] is the finest and comes last
    private readonly GroupNorm norm_out;
    private readonly Conv2d conv_out;

    /// <summary>Makes the decoder.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="context">Where it lives and what its weights are drawn from.</param>
    public Decoder(BackboneShape shape, LayerContext context) : base(nameof(Decoder))
    {
        _trainsIn = Computing.In(shape.Precision);
        int last = shape.Levels - 1, widest = shape.ChannelsAt(last);
        conv_in = new Conv2d(shape.LatentChannels, widest, 3, context.Init, context.Device, padding: 1);
        mid = shape.MidBlock ? new MidBlock(widest, shape.Attention, context) : null;
        up = new(Enumerable.Range(0, shape.Levels).Select(level => new ResolutionBlocks(
            level == last ? widest : shape.ChannelsAt(level + 1), shape.ChannelsAt(level),
            shape.ResidualBlocks + 1, shape.DecoderAttends(level), context, up: level > 0 || shape.InitialDownsample)));
        norm_out = new GroupNorm(shape.ChannelsAt(0), context.Device);
        conv_out = new Conv2d(shape.ChannelsAt(0), shape.ImageChannels, 3, context.Init, context.Device, padding: 1);
        RegisterComponents();
    }

    /// <summary>The kernels of the last convolution, (image channels, channels, 3, 3).</summary>
    public TorchSharp.Modules.Parameter LastWeight => conv_out.Weight;

    /// <summary>(N, latent channels, h, w) to (N, 3, h · 2^halvings, w · 2^halvings). Nothing bounds the result.</summary>
    public override Tensor forward(Tensor features)
    {
        Tensor entering = training ? features.As(_trainsIn) : features;
        using Tensor hidden = Chain.Call(ChannelsLast.Of(entering), [conv_in, mid, .. up.Reverse()]);
        using Tensor active = norm_out.Swish(hidden);
        using Tensor result = conv_out.call(active).As(ScalarType.Float32);
        return result.contiguous();
    }
}
