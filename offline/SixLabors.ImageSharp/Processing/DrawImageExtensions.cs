namespace SixLabors.ImageSharp.Processing;

public static class DrawImageExtensions
{
    public static IImageProcessingContext DrawImage(this IImageProcessingContext source, Image foreground, float opacity)
        => DrawImage(source, foreground, Point.Empty, opacity);

    public static IImageProcessingContext DrawImage(
        this IImageProcessingContext source, Image foreground, Point backgroundLocation, float opacity)
    {
        ArgumentNullException.ThrowIfNull(foreground);
        return source.Apply(new DrawImageOperation(foreground, backgroundLocation, opacity));
    }
}
