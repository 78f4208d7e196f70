using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;
using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>Pixels whose bytes are amounts: 0 becomes -1 and 255 becomes 1.</summary>
internal abstract class NumericPixels(int channels) : PixelForm(channels, channels)
{
    internal override IResampler Sampler => KnownResamplers.Bicubic;

    private protected override Tensor ToNumbers(Tensor bytes)
    {
        Tensor numbers = bytes.to(ScalarType.Float32);
        numbers.div_(127.5f);
        numbers.sub_(1f);
        return numbers;
    }

    private protected override Tensor ToSteps(Tensor images) =>
        images.detach().to(ScalarType.Float32).nan_to_num(-1).mul(127.5f).add_(127.5f).round_().clamp_(0, 255).to(ScalarType.Byte);
}
