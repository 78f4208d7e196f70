using System.Collections;
using HierVQ.Images;

namespace HierVQ;

/// <summary>The images of one call to a generator. Disposing them disposes the ML.NET images that were taken from them.</summary>
public sealed class GeneratedImages : IReadOnlyList<GeneratedImage>, IDisposable
{
    private readonly GeneratedImage[] _images;

    internal GeneratedImages(GeneratedImage[] images, int? drawn = null) => (_images, Drawn) = (images, drawn ?? images.Length);

    /// <summary>Number of images.</summary>
    public int Count => _images.Length;

    /// <summary>Images that were drawn for these: more than <see cref="Count"/> where a classifier rejected some.</summary>
    public int Drawn { get; }

    /// <summary>Share of the drawn images that was kept; 1 without rejection.</summary>
    public double AcceptanceRate => Drawn == 0 ? 1 : (double)Count / Drawn;

    /// <summary>The image at <paramref name="index"/>, in the order of seeds.</summary>
    public GeneratedImage this[int index] => _images[index];

    /// <summary>All images as one sheet, as the bytes of a PNG file.</summary>
    /// <param name="columns">Images a row; 0 for about as many as rows.</param>
    /// <param name="magnification">Each pixel becomes a square of this many pixels. At least 1.</param>
    /// <exception cref="InvalidOperationException">There are no images.</exception>
    public byte[] ToPngSheet(int columns = 0, int magnification = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (Count == 0)
            throw new InvalidOperationException("There are no images to lay out.");
        var grid = new ImageGrid(_images[0].Width, _images[0].Height, columns > 0 ? columns : (int)Math.Ceiling(Math.Sqrt(Count))) { Magnification = magnification };
        foreach (GeneratedImage image in _images)
            grid.Add(image.Rgb.Span);
        return grid.ToPng();
    }

    /// <summary>Writes all images as one sheet into a PNG file, which is overwritten.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="columns">Images a row; 0 for about as many as rows.</param>
    /// <param name="magnification">Each pixel becomes a square of this many pixels. At least 1.</param>
    /// <exception cref="InvalidOperationException">There are no images.</exception>
    public void SaveSheet(string path, int columns = 0, int magnification = 1) => File.WriteAllBytes(path, ToPngSheet(columns, magnification));

    /// <inheritdoc/>
    public IEnumerator<GeneratedImage> GetEnumerator() => ((IEnumerable<GeneratedImage>)_images).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GeneratedImage image in _images)
            image.Dispose();
    }
}
