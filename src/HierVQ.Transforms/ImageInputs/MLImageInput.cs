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
    private readonly (int Width, int Height, PixelOrder Order)[] _sizes = new (int, int, PixelOrder)[capacity];
    private MLImage? _image;

    /// <summary>One image by itself.</summary>
    public static void ToPixels(MLImage image, ImageInputSettings settings, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (IsReady(image, settings))
            LayOver(image.Pixels, OrderOf(image), settings.Background, destination);
        else
            settings.Decoder.FitPixels(image.Pixels, image.Width, image.Height, OrderOf(image), destination);
    }

    protected override bool Take(int slot, Span<byte> destination)
    {
        source(ref _image!);
        if (_image is null)
            throw new FormatException("There is no image. Give every row one, or leave the row out.");
        PixelOrder order = OrderOf(_image);
        ReadOnlySpan<byte> pixels = _image.Pixels;
        if (IsReady(_image, Settings))
        {
            LayOver(pixels, order, Settings.Background, destination);
            return true;
        }
        // Resizing and converting are worth other threads, which takes a copy.
        ref byte[]? copy = ref _pixels[slot % Waiting];
        if (copy?.Length != pixels.Length)
            copy = new byte[pixels.Length];
        pixels.CopyTo(copy);
        _sizes[slot % Waiting] = (_image.Width, _image.Height, order);
        return false;
    }

    protected override void Decode(int slot, Span<byte> destination)
    {
        (int width, int height, PixelOrder order) = _sizes[slot % Waiting];
        Settings.Decoder.FitPixels(_pixels[slot % Waiting], width, height, order, destination);
    }

    private static bool IsReady(MLImage image, ImageInputSettings settings) => settings.Form.Bytes == 3 && image.Width == settings.Size && image.Height == settings.Size;

    private static PixelOrder OrderOf(MLImage image) => image.PixelFormat switch
    {
        MLPixelFormat.Rgba32 => PixelOrder.Rgba,
        MLPixelFormat.Bgra32 => PixelOrder.Bgra,
        MLPixelFormat other => throw new FormatException($"The image's pixel format is {other}; it must be {MLPixelFormat.Rgba32} or {MLPixelFormat.Bgra32}."),
    };

    /// <summary>What <see cref="ImageDecoder.FitPixels"/> does where there is nothing to fit: most images are opaque and of the size already.</summary>
    private static void LayOver(ReadOnlySpan<byte> pixels, PixelOrder order, RgbColor background, Span<byte> rgb)
    {
        (int red, int blue) = order == PixelOrder.Rgba ? (0, 2) : (2, 0);
        int minimum = byte.MaxValue, maximum = 0;
        for (int from = 0, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from + red], pixels[from + 1], pixels[from + blue]);
            minimum = Math.Min(minimum, pixels[from + 3]);
            maximum = Math.Max(maximum, pixels[from + 3]);
        }
        // Opaque; or without an alpha at all, since some makers of images leave that byte alone.
        if (minimum == byte.MaxValue || maximum == 0)
            return;
        for (int from = 3, to = 0; from < pixels.Length; from += 4, to += 3)
        {
            int through = byte.MaxValue - pixels[from];
            rgb[to] = Above(rgb[to], background.R, through);
            rgb[to + 1] = Above(rgb[to + 1], background.G, through);
            rgb[to + 2] = Above(rgb[to + 2], background.B, through);
        }
    }

    private static byte Above(byte colour, byte below, int through) => (byte)Math.Min(byte.MaxValue, colour + (((below * through) + 127) / 255));
}
