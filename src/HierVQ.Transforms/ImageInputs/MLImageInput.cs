using HierVQ.Images;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>
/// ML.NET's own images: four bytes a pixel, with the alpha multiplied into the colours. They are on loan until the source's next row, so
/// that their pixels are taken over at once.
/// </summary>
internal sealed class MLImageInput(ValueGetter<MLImage> source, ImageInputSettings settings, string column, int capacity, BadImageCount bad)
    : ImageInput(settings, column, capacity, bad)
{
    private readonly byte[]?[] _pixels = new byte[capacity][];
    private readonly (int Width, int Height)[] _sizes = new (int, int)[capacity];
    private MLImage? _image;

    /// <summary>One image by itself.</summary>
    public static void ToRgb(MLImage image, ImageInputSettings settings, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (IsOfSize(image, settings))
        {
            LayOver(image, settings.Background, destination, step: 3);
            return;
        }
        byte[] opaque = new byte[image.Pixels.Length];
        LayOver(image, settings.Background, opaque, step: 4);
        settings.Decoder.FitPixels(opaque, image.Width, image.Height, PixelOrder.Rgba, destination);
    }

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _image!);
        if (_image is null)
            throw new FormatException("There is no image. Give every row one, or leave the row out.");
        if (IsOfSize(_image, Settings))
        {
            LayOver(_image, Settings.Background, destination, step: 3);
            return true;
        }
        // Resizing is worth other threads, which takes a copy.
        int length = _image.Pixels.Length;
        if (_pixels[slot]?.Length != length)
            _pixels[slot] = new byte[length];
        LayOver(_image, Settings.Background, _pixels[slot], step: 4);
        _sizes[slot] = (_image.Width, _image.Height);
        return false;
    }

    protected override void Decode(int slot, Span<byte> destination) =>
        Settings.Decoder.FitPixels(_pixels[slot], _sizes[slot].Width, _sizes[slot].Height, PixelOrder.Rgba, destination);

    private static bool IsOfSize(MLImage image, ImageInputSettings settings) => image.Width == settings.Size && image.Height == settings.Size;

    /// <summary>Writes red, green, blue and, with a step of 4, an alpha that hides nothing any more.</summary>
    private static void LayOver(MLImage image, RgbColor background, Span<byte> destination, int step)
    {
        (int red, int blue) = image.PixelFormat switch
        {
            MLPixelFormat.Rgba32 => (0, 2),
            MLPixelFormat.Bgra32 => (2, 0),
            MLPixelFormat other => throw new FormatException($"The image's pixel format is {other}; it must be {MLPixelFormat.Rgba32} or {MLPixelFormat.Bgra32}."),
        };
        ReadOnlySpan<byte> pixels = image.Pixels;
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += step)
        {
            int through = byte.MaxValue - pixels[from + 3];
            destination[to] = Above(pixels[from + red], background.R, through);
            destination[to + 1] = Above(pixels[from + 1], background.G, through);
            destination[to + 2] = Above(pixels[from + blue], background.B, through);
            if (step == 4)
                destination[to + 3] = byte.MaxValue;
        }
    }

    private static byte Above(int colour, int below, int through) => (byte)Math.Min(byte.MaxValue, colour + (((below * through) + 127) / 255));
}
