using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>From images to features: the encoder of VQGAN (Esser, Rombach, Ommer 2021, appendix A), shared by the tokenizers here.</summary>
public sealed class Encoder : nn.Module<Tensor, Tensor>
{
    private readonly ScalarType _trainsIn;
    private readonly Conv2d conv_in;
    private readonly Numbered<ResolutionBlocks> down;
    private readonly MidBlock? mid;
    private readonly GroupNorm norm_out;
    private readonly Conv2d conv_out;

    /// <summary>Makes the encoder.</summary>
    /// <param name="shape">Its shape.</param>
    /// <param name="context">Where it lives and what its weights are drawn from.</param>
    public Encoder(BackboneShape shape, LayerContext context) : base(nameof(Encoder))
    {
        _trainsIn = Computing.In(shape.Precision);
        int last = shape.Levels - 1, widest = shape.ChannelsAt(last);
        conv_in = shape.InitialDownsample
            ? new Conv2d(shape.ImageChannels, shape.Channels, 4, context.Init, context.Device, stride: 2, padding: 1)
            : new Conv2d(shape.ImageChannels, shape.Channels, 3, context.Init, context.Device, padding: 1);
        down = new(Enumerable.Range(0, shape.Levels).Select(level => new ResolutionBlocks(
            level == 0 ? shape.Channels : shape.ChannelsAt(level - 1), shape.ChannelsAt(level),
            shape.ResidualBlocks, shape.EncoderAttends(level), context, down: level < last)));
        mid = shape.MidBlock ? new MidBlock(widest, shape.Attention, context) : null;
        norm_out = new GroupNorm(widest, context.Device);
        conv_out = new Conv2d(widest, shape.LatentChannels, 3, context.Init, context.Device, padding: 1);
        RegisterComponents();
    }

    /// <summary>(N, 3, H, W) to (N, latent channels, H / 2^halvings, W / 2^halvings).</summary>
    public override Tensor forward(Tensor images)
    {
        Tensor entering = training ? images.As(_trainsIn) : images;
        using Tensor hidden = Chain.Call(ChannelsLast.Of(entering), [conv_in, .. down, mid]);
        using Tensor active = norm_out.Swish(hidden);
        using Tensor result = conv_out.call(active).As(ScalarType.Float32);
        return result.contiguous();
    }
}
