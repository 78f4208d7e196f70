using Microsoft.ML.Transforms.Image;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Microsoft.ML.Data;

/// <summary>
/// An image in memory, 32 bits a pixel. Decoded images are BGRA with the alpha multiplied in; of pixels that a caller gives the same
/// is assumed. EXIF orientation is not applied.
/// </summary>
public sealed class MLImage : IDisposable
{
    private readonly MLPixelFormat _format;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _opaque;
    private byte[] _pixels;
    private string _tag;

    private MLImage(int width, int height, MLPixelFormat format, byte[] pixels, bool opaque = false)
    {
        _width = width;
        _height = height;
        _format = format;
        _pixels = pixels;
        _opaque = opaque;
    }

    public MLPixelFormat PixelFormat => Checked(_format);

    public ReadOnlySpan<byte> Pixels
    {
        get
        {
            CheckNotDisposed();
            return _pixels;
        }
    }

    public byte[] GetBGRPixels
    {
        get
        {
            byte[] straight = ToStraight();
            if (_format == MLPixelFormat.Rgba32)
                Premultiplied.SwapRedAndBlue(straight);
            byte[] bgr = new byte[straight.Length / 4 * 3];
            for (int i = 0, p = 0; i < bgr.Length; i += 3, p += 4)
                straight.AsSpan(p, 3).CopyTo(bgr.AsSpan(i));
            return bgr;
        }
    }

    public string Tag
    {
        get => Checked(_tag);
        set
        {
            CheckNotDisposed();
            _tag = value;
        }
    }

    public int Width => Checked(_width);

    public int Height => Checked(_height);

    public int BitsPerPixel => Checked(32);

    public static MLImage CreateFromStream(Stream imageStream)
    {
        ArgumentNullException.ThrowIfNull(imageStream);
        using var copy = new MemoryStream();
        imageStream.CopyTo(copy);
        return Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length)) ?? throw new ArgumentException("Invalid input stream contents", nameof(imageStream));
    }

    public static MLImage CreateFromFile(string imagePath)
    {
        ArgumentNullException.ThrowIfNull(imagePath);
        return (File.Exists(imagePath) ? Decode(File.ReadAllBytes(imagePath)) : null) ?? throw new ArgumentException("Invalid path", nameof(imagePath));
    }

    public static MLImage CreateFromPixels(int width, int height, MLPixelFormat pixelFormat, ReadOnlySpan<byte> imagePixelData)
    {
        if (pixelFormat is not (MLPixelFormat.Bgra32 or MLPixelFormat.Rgba32))
            throw new ArgumentException("Unsupported pixel format", nameof(pixelFormat));
        if (width <= 0)
            throw new ArgumentException("Invalid width value.", nameof(width));
        if (height <= 0)
            throw new ArgumentException("Invalid height value.", nameof(height));
        if (imagePixelData.Length != 4L * width * height)
            throw new ArgumentException($"Invalid {nameof(imagePixelData)} buffer size.");
        return new MLImage(width, height, pixelFormat, imagePixelData.ToArray());
    }

    public void Save(string imagePath)
    {
        CheckNotDisposed();
        string extension = Path.GetExtension(imagePath).ToLowerInvariant();
        if (extension is not (".png" or ".jpg" or ".jpeg"))
            throw new ArgumentException($"Saving image with the format '{extension}' is not supported. Try save it with `Jpeg` or `Png` format.", nameof(imagePath));
        byte[] straight = ToStraight();
        if (_format == MLPixelFormat.Bgra32)
            Premultiplied.SwapRedAndBlue(straight);
        using Image<Rgba32> image = SixLabors.ImageSharp.Image.LoadPixelData<Rgba32>(straight, _width, _height);
        if (extension == ".png")
            image.SaveAsPng(imagePath);
        else
            image.SaveAsJpeg(imagePath, new JpegEncoder { Quality = 100 });
    }

    public void Dispose() => _pixels = null;

    internal MLImage Resized(int width, int height, ImageResizingEstimator.ResizingKind kind, ImageResizingEstimator.Anchor anchor)
    {
        CheckNotDisposed();
        byte[] resized = MLImageResizer.Resize(_pixels, _width, _height, width, height, kind, anchor);
        return new MLImage(width, height, _format, resized, opaque: kind != ImageResizingEstimator.ResizingKind.Fill) { _tag = _tag };
    }

    /// <summary>Weighted by 0.3, 0.59 and 0.11.</summary>
    internal MLImage Grey()
    {
        byte[] pixels = Pixels.ToArray();
        (int red, int blue) = _format == MLPixelFormat.Rgba32 ? (0, 2) : (2, 0);
        for (int i = 0; i < pixels.Length; i += 4)
        {
            float grey = (0.3f * pixels[i + red]) + (0.59f * pixels[i + 1]) + (0.11f * pixels[i + blue]);
            pixels[i] = pixels[i + 1] = pixels[i + 2] = (byte)(grey + 0.5f);
        }
        return new MLImage(_width, _height, _format, pixels, opaque: true) { _tag = _tag };
    }

    private static MLImage Decode(ReadOnlySpan<byte> encoded)
    {
        try
        {
            using Image<Rgba32> image = SixLabors.ImageSharp.Image.Load<Rgba32>(encoded);
            byte[] pixels = new byte[4 * image.Width * image.Height];
            image.CopyPixelDataTo(pixels);
            Premultiplied.Multiply(pixels);
            Premultiplied.SwapRedAndBlue(pixels);
            return new MLImage(image.Width, image.Height, MLPixelFormat.Bgra32, pixels);
        }
        catch (Exception e) when (e is ImageFormatException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A copy of the pixels with the alpha no longer multiplied in.</summary>
    private byte[] ToStraight()
    {
        byte[] pixels = Pixels.ToArray();
        if (_opaque)
        {
            for (int i = 3; i < pixels.Length; i += 4)
                pixels[i] = 255;
        }
        Premultiplied.Divide(pixels);
        return pixels;
    }

    private T Checked<T>(T value)
    {
        CheckNotDisposed();
        return value;
    }

    private void CheckNotDisposed()
    {
        if (_pixels is null)
            throw new InvalidOperationException("Object is disposed.");
    }
}
