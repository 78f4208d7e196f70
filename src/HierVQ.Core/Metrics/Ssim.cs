using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Metrics;

/// <summary>
/// Structural similarity (Wang, Bovik, Sheikh, Simoncelli: Image Quality Assessment, 2004, equation 13) over pixel values in [0, 1]: windows of
/// 11 x 11 with a Gaussian of standard deviation 1.5 that lie wholly inside, K1 = 0.01, K2 = 0.03, each channel by itself, then the mean.
/// </summary>
public static class Ssim
{
    /// <summary>Height and width of a window; smaller images have no structural similarity.</summary>
    public const int WindowSize = 11;

    private const double Deviation = 1.5;
    private const double C1 = 0.01 * 0.01;
    private const double C2 = 0.03 * 0.03;

    /// <summary>Structural similarity of each image.</summary>
    /// <param name="originals">(N, C, H, W) in [-1, 1], H and W at least <see cref="WindowSize"/>.</param>
    /// <param name="reconstructions">(N, C, H, W); values beyond [-1, 1] count as clamped, as they are shown.</param>
    /// <returns>(N), float32, from -1 to 1, the value of an exact copy; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or are no images of that size.</exception>
    public static Tensor PerImage(Tensor originals, Tensor reconstructions)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(reconstructions);
        if (!originals.shape.AsSpan().SequenceEqual(reconstructions.shape))
            throw new ArgumentException($"The originals are ({string.Join(", ", originals.shape)}), the reconstructions ({string.Join(", ", reconstructions.shape)}).", nameof(reconstructions));
        if (originals.shape is not [_, _, >= WindowSize, >= WindowSize])
            throw new ArgumentException($"The images are ({string.Join(", ", originals.shape)}); they must be (N, C, H, W) with at least {WindowSize} rows and columns.", nameof(originals));
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor window = Window(originals.device); // (11)
        // In double precision: the variance is a small difference of large means.
        Tensor x = Planes(originals), y = Planes(reconstructions.clamp(-1, 1)); // (N·C, 1, H, W) in [0, 1]
        Tensor meanX = Means(x, window), meanY = Means(y, window); // (N·C, 1, H - 10, W - 10)
        Tensor varianceX = Means(x.square(), window).sub(meanX.square());
        Tensor varianceY = Means(y.square(), window).sub(meanY.square());
        Tensor covariance = Means(x.mul(y), window).sub(meanX.mul(meanY));
        Tensor luminance = meanX.mul(meanY).mul(2).add(C1).div(meanX.square().add(meanY.square()).add(C1));
        Tensor structure = covariance.mul(2).add(C2).div(varianceX.add(varianceY).add(C2));
        return luminance.mul(structure).view(originals.size(0), -1).mean([1]).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor Planes(Tensor images) => images.to(ScalarType.Float64).mul(0.5).add(0.5).flatten(0, 1).unsqueeze(1);

    // The window is a product of two lines.
    private static Tensor Means(Tensor planes, Tensor window) =>
        nn.functional.conv2d(nn.functional.conv2d(planes, window.view(1, 1, WindowSize, 1)), window.view(1, 1, 1, WindowSize));

    private static Tensor Window(Device device)
    {
        double[] weights = [.. Enumerable.Range(0, WindowSize).Select(i => Math.Exp(-Math.Pow(i - WindowSize / 2, 2) / (2 * Deviation * Deviation)))];
        double sum = weights.Sum();
        return tensor(Array.ConvertAll(weights, weight => weight / sum), dtype: ScalarType.Float64, device: device);
    }
}
