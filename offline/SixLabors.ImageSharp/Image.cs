using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace SixLabors.ImageSharp;

public abstract partial class Image : IDisposable
{
    private bool disposed;

    internal Image(PixelTypeInfo pixelType, Size size)
    {
        PixelType = pixelType;
        Size = size;
    }

    public PixelTypeInfo PixelType { get; }

    public Size Size { get; private protected set; }

    public int Width => Size.Width;

    public int Height => Size.Height;

    public Rectangle Bounds => new(0, 0, Width, Height);

    /// <summary>The EXIF orientation, 1 to 8.</summary>
    internal int Orientation { get; set; } = 1;

    public void Dispose()
    {
        if (!disposed)
        {
            Dispose(true);
            disposed = true;
            GC.SuppressFinalize(this);
        }
    }

    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        EnsureNotDisposed();
        Encode(encoder, stream);
    }

    public abstract Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>;

    internal abstract void Apply(IImageOperation operation);

    internal abstract Image CloneImage();

    internal abstract void Encode(IImageEncoder encoder, Stream stream);

    internal void EnsureNotDisposed() => ObjectDisposedException.ThrowIf(disposed, this);

    protected abstract void Dispose(bool disposing);
}
