namespace SixLabors.ImageSharp.Processing;

public enum FlipMode
{
    None,
    Horizontal,
    Vertical,
}
