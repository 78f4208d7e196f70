namespace SixLabors.ImageSharp.Processing;

public static class CropExtensions
{
    public static IImageProcessingContext Crop(this IImageProcessingContext source, int width, int height)
        => Crop(source, new Rectangle(0, 0, width, height));

    public static IImageProcessingContext Crop(this IImageProcessingContext source, Rectangle cropRectangle)
        => source.Apply(new CropOperation(cropRectangle));
}
