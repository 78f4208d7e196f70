namespace SixLabors.ImageSharp.Processing;

public static class RotateExtensions
{
    public static IImageProcessingContext Rotate(this IImageProcessingContext source, RotateMode rotateMode) => rotateMode switch
    {
        RotateMode.Rotate90 => source.Apply(new ReorientOperation(6)),
        RotateMode.Rotate180 => source.Apply(new ReorientOperation(3)),
        RotateMode.Rotate270 => source.Apply(new ReorientOperation(8)),
        _ => source,
    };
}
