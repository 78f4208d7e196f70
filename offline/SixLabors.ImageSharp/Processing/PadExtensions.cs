namespace SixLabors.ImageSharp.Processing;

public static class PadExtensions
{
    public static IImageProcessingContext Pad(this IImageProcessingContext source, int width, int height)
        => Pad(source, width, height, default);

    public static IImageProcessingContext Pad(this IImageProcessingContext source, int width, int height, Color color)
    {
        Size size = source.GetCurrentSize();
        return source.Resize(new ResizeOptions
        {
            Size = new Size(Math.Max(width, size.Width), Math.Max(height, size.Height)),
            Mode = ResizeMode.BoxPad,
            Sampler = KnownResamplers.NearestNeighbor,
            PadColor = color,
        });
    }
}
