namespace HierVQ.Training;

/// <summary>Decoded images that training reads in any order, a batch at a time, as bytes: a quarter of what floats would take to keep and to move.</summary>
public interface IImageBatches
{
    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Height of every image in pixels.</summary>
    int Height { get; }

    /// <summary>Width of every image in pixels.</summary>
    int Width { get; }

    /// <summary>Bytes of a pixel: 3 for colours, 1 for gray and for the number of a class.</summary>
    int PixelBytes { get; }

    /// <summary>Copies images together.</summary>
    /// <param name="indices">The N images to take, from 0 to <see cref="Count"/> - 1, in order; repetition is allowed.</param>
    /// <param name="destination">Takes N x bytes of a pixel x H x W bytes, planar.</param>
    void CopyBatch(ReadOnlySpan<int> indices, Span<byte> destination);
}
