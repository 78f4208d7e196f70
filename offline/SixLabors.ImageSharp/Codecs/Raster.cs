namespace SixLabors.ImageSharp.Codecs;

/// <summary>
/// Decoded pixels, 8 bits a channel, row by row without padding: 1 channel is luminance, 3 are RGB, 4 are RGBA. The pixels do not have
/// the EXIF orientation (1 to 8) applied.
/// </summary>
internal sealed record Raster(int Width, int Height, int Channels, byte[] Data, int Orientation = 1)
{
    /// <summary>Uninitialised room for the pixels that a header promises.</summary>
    public static byte[] Allocate(int width, int height, int bytesPerPixel)
    {
        long size = (long)width * height * bytesPerPixel;
        return size <= Array.MaxLength
            ? GC.AllocateUninitializedArray<byte>((int)size)
            : throw new InvalidImageContentException($"Cannot decode image. {width} x {height} pixels are more than one buffer holds.");
    }
}
