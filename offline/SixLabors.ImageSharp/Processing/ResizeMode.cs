namespace SixLabors.ImageSharp.Processing;

public enum ResizeMode
{
    Crop,
    Pad,
    BoxPad,
    Max,
    Min,
    Stretch,
    Manual,
}
