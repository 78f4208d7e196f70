namespace SixLabors.ImageSharp.Formats;

public class PixelTypeInfo
{
    public PixelTypeInfo(int bitsPerPixel) => BitsPerPixel = bitsPerPixel;

    public int BitsPerPixel { get; }
}
