namespace SixLabors.ImageSharp.Processing;

public static class BackgroundColorExtensions
{
    public static IImageProcessingContext BackgroundColor(this IImageProcessingContext source, Color color)
        => source.Apply(new BackgroundColorOperation(color));
}
