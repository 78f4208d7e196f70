namespace SixLabors.ImageSharp.Processing;

public interface IImageProcessingContext
{
    Size GetCurrentSize();

    internal IImageProcessingContext Apply(IImageOperation operation);
}
