namespace SixLabors.ImageSharp.Processing;

public static class FlipExtensions
{
    public static IImageProcessingContext Flip(this IImageProcessingContext source, FlipMode flipMode) => flipMode switch
    {
        FlipMode.Horizontal => source.Apply(new ReorientOperation(2)),
        FlipMode.Vertical => source.Apply(new ReorientOperation(4)),
        _ => source,
    };
}
