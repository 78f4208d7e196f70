using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Images to measure with.</summary>
internal static class RandomImages
{
    /// <summary>Smooth random images, (N, 3, H, W) in [-1, 1], always the same; they belong to the current dispose scope.</summary>
    public static Tensor Make(TokenizerOptions options)
    {
        using var generator = new Generator(2);
        int size = options.ImageSize;
        Tensor coarse = rand([options.BatchSize, 3, size / 4, size / 4], ScalarType.Float32, generator: generator).mul_(2).sub_(1);
        return coarse.repeat_interleave(4, 2).repeat_interleave(4, 3);
    }
}
