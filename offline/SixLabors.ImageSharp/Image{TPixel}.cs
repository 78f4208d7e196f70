using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Codecs;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private TPixel[] pixels;

    public Image(int width, int height)
        : this(width, height, Allocate(width, height))
    {
    }

    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height)
        => pixels.AsSpan().Fill(backgroundColor);

    internal unsafe Image(int width, int height, TPixel[] pixels)
        : base(new PixelTypeInfo(8 * sizeof(TPixel)), new Size(width, height))
        => this.pixels = pixels;

    /// <summary>The pixels row by row, without padding.</summary>
    internal ReadOnlySpan<TPixel> Pixels
    {
        get
        {
            EnsureNotDisposed();
            return pixels;
        }
    }

    public TPixel this[int x, int y]
    {
        get => pixels[Offset(x, y)];
        set => pixels[Offset(x, y)] = value;
    }

    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        EnsureNotDisposed();
        processPixels(new PixelAccessor<TPixel>(this));
    }

    public void CopyPixelDataTo(Span<TPixel> destination)
    {
        if (destination.Length < Pixels.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(destination), $"The destination holds {destination.Length} pixels; {Width} x {Height} are needed.");
        }

        Pixels.CopyTo(destination);
    }

    public void CopyPixelDataTo(Span<byte> destination) => CopyPixelDataTo(MemoryMarshal.Cast<byte, TPixel>(destination));

    public bool DangerousTryGetSinglePixelMemory(out Memory<TPixel> memory)
    {
        EnsureNotDisposed();
        memory = pixels;
        return true;
    }

    public Image<TPixel> Clone()
    {
        EnsureNotDisposed();
        return new Image<TPixel>(Width, Height, (TPixel[])pixels.Clone()) { Orientation = Orientation };
    }

    public override Image<TPixel2> CloneAs<TPixel2>()
    {
        EnsureNotDisposed();
        TPixel2[] converted = GC.AllocateUninitializedArray<TPixel2>(pixels.Length);
        PixelConverter.Convert<TPixel, TPixel2>(pixels, converted);
        return new Image<TPixel2>(Width, Height, converted) { Orientation = Orientation };
    }

    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    internal static Image<TPixel> FromRaster(Raster raster)
    {
        TPixel[] pixels = GC.AllocateUninitializedArray<TPixel>(raster.Width * raster.Height);
        switch (raster.Channels)
        {
            case 1:
                PixelConverter.Convert<L8, TPixel>(MemoryMarshal.Cast<byte, L8>(raster.Data), pixels);
                break;
            case 3:
                PixelConverter.Convert<Rgb24, TPixel>(MemoryMarshal.Cast<byte, Rgb24>(raster.Data), pixels);
                break;
            default:
                PixelConverter.Convert<Rgba32, TPixel>(MemoryMarshal.Cast<byte, Rgba32>(raster.Data), pixels);
                break;
        }

        return new Image<TPixel>(raster.Width, raster.Height, pixels) { Orientation = raster.Orientation };
    }

    internal Span<TPixel> Row(int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return pixels.AsSpan(y * Width, Width);
    }

    internal override void Apply(IImageOperation operation)
    {
        EnsureNotDisposed();
        Image<TPixel> result = operation.Apply(this);
        pixels = result.pixels;
        Size = result.Size;
        Orientation = result.Orientation;
    }

    internal override Image CloneImage() => Clone();

    internal override void Encode(IImageEncoder encoder, Stream stream) => encoder.Encode(this, stream);

    protected override void Dispose(bool disposing) => pixels = [];

    private static TPixel[] Allocate(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        return new TPixel[checked(width * height)];
    }

    private int Offset(int x, int y)
    {
        EnsureNotDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return (y * Width) + x;
    }
}
