namespace SixLabors.ImageSharp.Processing;

/// <summary>Applies each step at once to the image that it was made for.</summary>
internal sealed class ImageProcessingContext(Image image) : IImageProcessingContext
{
    public Size GetCurrentSize() => image.Size;

    public IImageProcessingContext Apply(IImageOperation operation)
    {
        image.Apply(operation);
        return this;
    }
}
