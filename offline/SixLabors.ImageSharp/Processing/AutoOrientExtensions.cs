namespace SixLabors.ImageSharp.Processing;

public static class AutoOrientExtensions
{
    public static IImageProcessingContext AutoOrient(this IImageProcessingContext source) => source.Apply(new AutoOrientOperation());
}
