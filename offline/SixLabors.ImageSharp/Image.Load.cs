using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Codecs;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

public abstract partial class Image
{
    public static ImageInfo Identify(string path) => Identify(DecoderOptions.Default, path);

    public static ImageInfo Identify(DecoderOptions options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Identify(options, File.ReadAllBytes(path));
    }

    public static ImageInfo Identify(Stream stream) => Identify(DecoderOptions.Default, stream);

    public static ImageInfo Identify(DecoderOptions options, Stream stream) => Identify(options, ReadAll(stream));

    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => Identify(DecoderOptions.Default, buffer);

    public static ImageInfo Identify(DecoderOptions options, ReadOnlySpan<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(options);
        ImageHeader header = ImageCodec.ReadHeader(buffer);
        return new ImageInfo(new PixelTypeInfo(header.BitsPerPixel), new Size(header.Width, header.Height));
    }

    public static Image Load(string path) => Load(DecoderOptions.Default, path);

    public static Image Load(DecoderOptions options, string path) => Load(options, File.ReadAllBytes(path));

    public static Image Load(Stream stream) => Load(DecoderOptions.Default, stream);

    public static Image Load(DecoderOptions options, Stream stream) => Load(options, ReadAll(stream));

    public static Image Load(ReadOnlySpan<byte> buffer) => Load(DecoderOptions.Default, buffer);

    public static Image Load(DecoderOptions options, ReadOnlySpan<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(options);
        Raster raster = Decode(buffer);
        return raster.Channels switch
        {
            1 => Scale(Image<L8>.FromRaster(raster), options),
            3 => Scale(Image<Rgb24>.FromRaster(raster), options),
            _ => Scale(Image<Rgba32>.FromRaster(raster), options),
        };
    }

    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, path);

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, string path)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(options, File.ReadAllBytes(path));

    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, stream);

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(options, ReadAll(stream));

    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, data);

    public static Image<TPixel> Load<TPixel>(DecoderOptions options, ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(options);
        return Scale(Image<TPixel>.FromRaster(Decode(data)), options);
    }

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(MemoryMarshal.Cast<byte, TPixel>(data), width, height);

    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        int count = checked(width * height);
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, count, nameof(data));
        return new Image<TPixel>(width, height, data[..count].ToArray());
    }

    private static Raster Decode(ReadOnlySpan<byte> data)
    {
        _ = ImageCodec.ReadHeader(data);
        return ImageCodec.Decode(data);
    }

    private static TImage Scale<TImage>(TImage image, DecoderOptions options)
        where TImage : Image
    {
        if (options.TargetSize is Size target && target != image.Size)
        {
            image.Mutate(x => x.Resize(new ResizeOptions { Size = target, Sampler = options.Sampler, Mode = ResizeMode.Max }));
        }

        return image;
    }

    private static byte[] ReadAll(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
        {
            throw new NotSupportedException("Cannot read from the stream.");
        }

        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
