using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace HierVQ.Images;

/// <summary>
/// Brings any picture to the bytes that a model wants: PNG, JPEG, WebP, BMP and a GIF's first frame, with EXIF orientation applied,
/// grey and CMYK converted, 16 bits reduced to 8, alpha laid over the background, and the size fitted (bicubic). Numbers of classes are
/// taken as they are, at the nearest pixels. Safe for several threads.
/// </summary>
public sealed class ImageDecoder
{
    private readonly ImageDecoderOptions options;
    private readonly Color background;

    /// <summary>Makes a decoder for one size.</summary>
    /// <param name="options">What to make of the images; not kept for later changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public ImageDecoder(ImageDecoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = new ImageDecoderOptions
        {
            Width = options.Width,
            Height = options.Height,
            Fit = options.Fit,
            Background = options.Background,
            MaxPixels = options.MaxPixels,
            Form = options.Form,
        };
        background = Color.FromRgb(options.Background.R, options.Background.G, options.Background.B);
    }

    /// <summary>Bytes of one decoded image: width x height x bytes of a pixel, 3 for colours.</summary>
    public int ByteCount => checked(options.Width * options.Height * options.Form.Bytes);

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The image file.</param>
    /// <returns>Its bytes, (height, width, bytes of a pixel): RGB for colours.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidImageException">The file is not an image, is damaged or truncated, or too large by its header.</exception>
    public byte[] DecodeFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Decode(File.ReadAllBytes(path), path);
    }

    /// <summary>Decodes what is left of a stream.</summary>
    /// <param name="stream">The encoded image.</param>
    /// <param name="name">What exceptions call the image.</param>
    /// <returns>Its bytes, (height, width, bytes of a pixel): RGB for colours.</returns>
    /// <exception cref="InvalidImageException">The bytes are not an image, are damaged or truncated, too large by their header, or no classes where these are asked.</exception>
    public byte[] Decode(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return Decode(copy.GetBuffer().AsSpan(0, (int)copy.Length), name);
    }

    /// <summary>Decodes bytes.</summary>
    /// <param name="encoded">The encoded image.</param>
    /// <param name="name">What exceptions call the image.</param>
    /// <returns>Its bytes, (height, width, bytes of a pixel): RGB for colours.</returns>
    /// <exception cref="InvalidImageException">The bytes are not an image, are damaged or truncated, too large by their header, or no classes where these are asked.</exception>
    public byte[] Decode(ReadOnlySpan<byte> encoded, string name)
    {
        byte[] rgb = new byte[ByteCount];
        Decode(encoded, name, rgb);
        return rgb;
    }

    /// <summary>Decodes bytes into memory that the caller has.</summary>
    /// <param name="encoded">The encoded image.</param>
    /// <param name="name">What exceptions call the image.</param>
    /// <param name="destination">Takes <see cref="ByteCount"/> bytes, (height, width, bytes of a pixel): RGB for colours.</param>
    /// <exception cref="InvalidImageException">The bytes are not an image, are damaged or truncated, too large by their header, or no classes where these are asked.</exception>
    public void Decode(ReadOnlySpan<byte> encoded, string name, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(name);
        CheckDestination(destination);
        try
        {
            CheckHeader(Image.Identify(encoded), name);
            // The decoders fill up what a truncated file lacks; a model must not learn from that.
            if (!EncodedImage.IsComplete(encoded))
                throw new InvalidImageException(name, ImageProblem.Truncated, $"ends too early, after {encoded.Length} bytes: it is truncated. Copy or download it again, or leave it out.");
            options.Form.CheckFile(encoded, name);
            using Image<Rgba32> image = Image.Load<Rgba32>(new DecoderOptions { MaxFrames = 1 }, encoded);
            CheckHeader(image.Size, name);
            image.Mutate(x => x.AutoOrient());
            CheckPixels(image, name);
            Fit(image, destination);
        }
        catch (UnknownImageFormatException e)
        {
            throw new InvalidImageException(name, ImageProblem.NotAnImage,
                encoded.IsEmpty ? "is empty. Copy or download it again, or leave it out."
                    : "is not an image that can be read: it is no PNG, JPEG, WebP, BMP or GIF. Convert it, or leave it out.", e);
        }
        // On hostile bytes decoders throw more than their documented exceptions; whatever it is, it is the image's fault.
        catch (Exception e) when (e is not (InvalidImageException or OutOfMemoryException or DllNotFoundException))
        {
            throw EncodedImage.IsComplete(encoded)
                ? new InvalidImageException(name, ImageProblem.Damaged, $"is damaged and cannot be decoded ({e.Message.TrimEnd('.')}). Save it again from its source, or leave it out.", e)
                : new InvalidImageException(name, ImageProblem.Truncated, $"ends too early, after {encoded.Length} bytes: it is truncated. Copy or download it again, or leave it out.", e);
        }
    }

    /// <summary>
    /// Brings the pixels of an image in memory to the asked size, over the background. Where the alpha is 0 everywhere the image is taken
    /// as opaque: some makers of images leave that byte alone.
    /// </summary>
    /// <param name="pixels">Four bytes a pixel, with the alpha multiplied in as decoded MLImages have it, row by row without padding.</param>
    /// <param name="width">Width of <paramref name="pixels"/>.</param>
    /// <param name="height">Height of <paramref name="pixels"/>.</param>
    /// <param name="order">The order of their bytes.</param>
    /// <param name="destination">Takes <see cref="ByteCount"/> bytes, (height, width, bytes of a pixel): RGB for colours.</param>
    /// <exception cref="ArgumentException">The pixels are not as many as the size says, or the destination is too small.</exception>
    /// <exception cref="InvalidImageException">A pixel is of no class, where these are asked.</exception>
    public void FitPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelOrder order, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (pixels.Length != 4L * width * height)
            throw new ArgumentException($"An image of {width} x {height} pixels has {4L * width * height} bytes, not {pixels.Length}.", nameof(pixels));
        CheckDestination(destination);
        byte[] opaque = new byte[pixels.Length];
        PremultipliedPixels.LayOver(pixels, order, options.Background, opaque);
        if (options.Form is ClassPixels classes)
            classes.CheckPixels(PremultipliedPixels.HasAlpha(pixels) ? pixels : opaque, width, "(pixels)");
        using Image<Rgba32> image = Image.LoadPixelData<Rgba32>(opaque, width, height);
        Fit(image, destination);
    }

    private void Fit(Image<Rgba32> image, Span<byte> destination)
    {
        ResizeOptions resize = new()
        {
            Size = new Size(options.Width, options.Height),
            Mode = options.Fit switch { ImageFit.Pad => ResizeMode.Pad, ImageFit.Stretch => ResizeMode.Stretch, _ => ResizeMode.Crop },
            Sampler = options.Form.Sampler,
            PadColor = background,
        };
        image.Mutate(x => x.BackgroundColor(background).Resize(resize));
        using Image<Rgb24> rgb = image.CloneAs<Rgb24>();
        options.Form.Take(rgb, destination);
    }

    private void CheckPixels(Image<Rgba32> image, string name)
    {
        if (options.Form is not ClassPixels classes)
            return;
        byte[] rgba = new byte[4 * image.Width * image.Height];
        image.CopyPixelDataTo(rgba);
        classes.CheckPixels(rgba, image.Width, name);
    }

    private void CheckHeader(ImageInfo header, string name) => CheckHeader(header.Size, name);

    private void CheckHeader(Size size, string name)
    {
        if ((long)size.Width * size.Height > options.MaxPixels)
        {
            throw new InvalidImageException(name, ImageProblem.TooLarge,
                $"has {size.Width} x {size.Height} pixels by its header, more than the {options.MaxPixels} of {nameof(ImageDecoderOptions.MaxPixels)}. Scale it down, raise the limit, or leave it out.");
        }
    }

    private void CheckDestination(Span<byte> destination)
    {
        if (destination.Length < ByteCount)
            throw new ArgumentException($"The destination has {destination.Length} bytes; {options.Width} x {options.Height} pixels need {ByteCount}.", nameof(destination));
    }
}
