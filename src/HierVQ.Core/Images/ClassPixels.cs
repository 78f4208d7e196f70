using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;
using static TorchSharp.torch;

namespace HierVQ.Images;

/// <summary>
/// Numbers of classes, in pictures as gray of eight bits. They are names, not amounts: nothing may come between two of them, so that
/// resizing takes the nearest pixel, and what cannot be a class is refused.
/// </summary>
internal sealed class ClassPixels : PixelForm
{
    private readonly int _classes;

    public ClassPixels(int classes) : base(1, classes)
    {
        OptionCheck.Within(classes, 2, 256, "Classes");
        _classes = classes;
    }

    internal override IResampler Sampler => KnownResamplers.NearestNeighbor;

    internal override void CheckFile(ReadOnlySpan<byte> encoded, string name)
    {
        const int DepthInPng = 24, ColorTypeInPng = 25, Indexed = 3, FormatInWebP = 12;
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) || (encoded.StartsWith("RIFF"u8) && encoded.Length > 16 && encoded[FormatInWebP..].StartsWith("VP8 "u8)))
            throw Wrong(name, "is compressed with loss, which changes the numbers of classes. Save it as PNG, or leave it out.");
        if (encoded.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) && encoded.Length > ColorTypeInPng && encoded[ColorTypeInPng] != Indexed && encoded[DepthInPng] != 8)
            throw Wrong(name, $"has {encoded[DepthInPng]} bits a channel; the numbers of classes are gray of 8 bits. Save it so, or leave it out.");
    }

    /// <summary>Refuses pixels that are of no class, before they are resized.</summary>
    /// <param name="pixels">Four bytes a pixel, alpha last.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="name">What exceptions call the image.</param>
    /// <exception cref="InvalidImageException">A pixel is of no class.</exception>
    public void CheckPixels(ReadOnlySpan<byte> pixels, int width, string name)
    {
        for (int i = 0; i < pixels.Length; i += 4)
        {
            (byte red, byte green, byte blue, byte alpha) = (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]);
            if (red == green && red == blue && alpha == byte.MaxValue && red < _classes)
                continue;
            string place = $"at pixel ({(i / 4) % width}, {i / 4 / width})";
            throw Wrong(name, alpha != byte.MaxValue ? $"is transparent {place}; the numbers of classes are opaque gray. Save it without alpha, or leave it out."
                : red == green && red == blue ? $"has the value {red} {place}; with {_classes} classes they go from 0 to {_classes - 1}. Raise Classes, change the pixel to one of them, or leave the image out."
                : $"has the colour ({red}, {green}, {blue}) {place}; the numbers of classes are gray. Save them in place of colours, or leave the image out.");
        }
    }

    internal override void Take(Image<Rgb24> picture, Span<byte> destination)
    {
        byte[] rgb = new byte[3 * picture.Width * picture.Height];
        picture.CopyPixelDataTo(rgb);
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to++)
            destination[to] = rgb[from];
    }

    private protected override void Check(ReadOnlySpan<byte> planar, int width, int height)
    {
        int at = _classes > byte.MaxValue ? -1 : planar.IndexOfAnyExceptInRange((byte)0, (byte)(_classes - 1));
        if (at >= 0)
            throw new FormatException($"Image {at / (width * height)} has the value {planar[at]} at pixel ({at % width}, {at % (width * height) / width}); with {_classes} classes they go from 0 to {_classes - 1}.");
    }

    // One channel a class: 1 for the pixel's own, 0 for the others.
    private protected override Tensor ToNumbers(Tensor bytes) =>
        bytes.to(ScalarType.Int64).eq(arange(_classes, ScalarType.Int64, bytes.device).view(1, -1, 1, 1)).to(ScalarType.Float32);

    private protected override Tensor ToSteps(Tensor images) => images.detach().argmax(1, keepdim: true).to(ScalarType.Byte);

    private static InvalidImageException Wrong(string name, string detail) => new(name, ImageProblem.NoClassMap, detail);
}
