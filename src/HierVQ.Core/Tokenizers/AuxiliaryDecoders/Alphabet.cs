using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>What stands at a position of a map that a level describes: some channels, each with one of a number of values.</summary>
/// <param name="Channels">Channels C: colours, or the codes of a position.</param>
/// <param name="Size">Values K of a channel: 256 of a colour, or a codebook's size.</param>
/// <param name="ArePixels">Whether values are amounts in order, or names: of codes, or of classes.</param>
internal sealed record Alphabet(int Channels, int Size, bool ArePixels)
{
    private const float HalfRange = 127.5f;

    /// <summary>The pixels of an image, 256 values a channel.</summary>
    public static Alphabet Pixels(int channels) => new(channels, 256, ArePixels: true);

    /// <summary>What images of some options consist of.</summary>
    public static Alphabet Of(TokenizerOptions options) => options.Content == ImageContent.Segmentation
        ? new(1, options.Classes, ArePixels: false)
        : Pixels(options.Pixels.Channels);

    /// <summary>Channels of <see cref="Features(Tensor)"/>.</summary>
    public int FeatureChannels => ArePixels ? Channels : Channels * Size;

    /// <summary>Values (N, C, ...) Int64 as a network takes them, (N, feature channels, ...): pixels from -1 to 1, codes one-hot.</summary>
    public Tensor Features(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        if (ArePixels)
            return values.to(ScalarType.Float32).div_(HalfRange).sub_(1).MoveToOuterDisposeScope();
        Tensor oneHot = nn.functional.one_hot(values, Size).to(ScalarType.Float32); // (N, C, ..., K)
        return oneHot.movedim([-1], [2]).flatten(1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A pixel's value from -1 to 1.</summary>
    public static float Level(long value) => (value / HalfRange) - 1;

    /// <summary>The values of images as networks take them, (N, feature channels, H, W) to (N, C, H, W) Int64: the nearest of 256 steps, or the class of each pixel.</summary>
    public Tensor ValuesOf(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        if (!ArePixels)
            return images.argmax(1, keepdim: true).MoveToOuterDisposeScope();
        return images.add(1).mul_(HalfRange).round_().clamp_(0, 255).to(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    /// <summary>Codes of a level in pyramid order, (N, H·W·C), as values (N, C, H, W).</summary>
    public static Tensor ValuesOf(Tensor codes, int height, int width, int channels) =>
        codes.reshape(-1, height, width, channels).permute(0, 3, 1, 2).contiguous();

    /// <summary>The way back, (N, C, H, W) to (N, H·W·C).</summary>
    public static Tensor CodesOf(Tensor values) => values.permute(0, 2, 3, 1).flatten(1);
}
