using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace HierVQ.Layers;

/// <summary>Resizing without weights by a whole factor, (N, C, H, W).</summary>
public static class Resampling
{
    /// <summary>Each pixel becomes a square of <paramref name="factor"/> by <paramref name="factor"/> pixels.</summary>
    public static Tensor NearestUp(Tensor map, int factor) => interpolate(map, scale_factor: [factor, factor], mode: InterpolationMode.Nearest);

    /// <summary>Each square of <paramref name="factor"/> by <paramref name="factor"/> pixels becomes its mean.</summary>
    public static Tensor AverageDown(Tensor map, int factor) => avg_pool2d(map, factor);

    /// <summary>Each square of pixels becomes one pixel with factor² times the channels: channel c, row y and column x of the square at c·factor² + y·factor + x.</summary>
    public static Tensor PixelUnshuffle(Tensor map, int factor) => pixel_unshuffle(map, factor);

    /// <summary>The inverse of <see cref="PixelUnshuffle"/> (Shi et al. 2016).</summary>
    public static Tensor PixelShuffle(Tensor map, int factor) => pixel_shuffle(map, factor);
}
