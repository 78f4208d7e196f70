using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Metrics;

[TestClass]
public sealed class SsimTests
{
    [TestMethod]
    public void A_copy_has_1()
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(3);
        Tensor images = rand([2, 3, 16, 12], generator: random).mul(2).sub(1);
        Assert.IsTrue(Ssim.PerImage(images, images.clone()).sub(1).abs().max().item<float>() < 1e-6);
    }

    [TestMethod]
    public void Flat_images_differ_by_their_brightness_alone()
    {
        using DisposeScope scope = NewDisposeScope();
        // Over [0, 1] these are 0.25 and 0.75: (2 · 0.25 · 0.75 + C1) / (0.25² + 0.75² + C1).
        float found = Ssim.PerImage(full([1, 1, 11, 11], -0.5f), full([1, 1, 11, 11], 0.5f)).item<float>();
        Assert.AreEqual((0.375 + 1e-4) / (0.625 + 1e-4), found, 1e-6);
    }

    [TestMethod]
    public void One_window_gives_the_formula()
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(4);
        Tensor x = rand([1, 1, 11, 11], generator: random), y = rand([1, 1, 11, 11], generator: random);
        double[] line = [.. Enumerable.Range(-5, 11).Select(i => Math.Exp(-i * i / 4.5))];
        double total = line.Sum() * line.Sum();
        double Mean(Func<double, double, double> of)
        {
            float[] left = x.data<float>().ToArray(), right = y.data<float>().ToArray();
            return Enumerable.Range(0, 121).Sum(i => line[i / 11] * line[i % 11] / total * of(left[i], right[i]));
        }
        double meanX = Mean((a, _) => a), meanY = Mean((_, b) => b);
        double varianceX = Mean((a, _) => a * a) - meanX * meanX, varianceY = Mean((_, b) => b * b) - meanY * meanY, covariance = Mean((a, b) => a * b) - meanX * meanY;
        double expected = (2 * meanX * meanY + 1e-4) * (2 * covariance + 9e-4) / ((meanX * meanX + meanY * meanY + 1e-4) * (varianceX + varianceY + 9e-4));
        Assert.AreEqual(expected, Ssim.PerImage(x.mul(2).sub(1), y.mul(2).sub(1)).item<float>(), 1e-6);
        Assert.AreEqual(expected, Ssim.PerImage(y.mul(2).sub(1), x.mul(2).sub(1)).item<float>(), 1e-6);
    }

    [TestMethod]
    public void Values_beyond_the_range_count_as_they_are_shown()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor white = ones(1, 3, 12, 12);
        Assert.AreEqual(1, Ssim.PerImage(white, white.mul(3)).item<float>(), 1e-6);
    }

    [TestMethod]
    public void Other_shapes_and_small_images_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => Ssim.PerImage(zeros(1, 3, 12, 12), zeros(2, 3, 12, 12)));
        Assert.Contains("at least 11 rows", Assert.ThrowsExactly<ArgumentException>(() => Ssim.PerImage(zeros(1, 3, 10, 12), zeros(1, 3, 10, 12))).Message);
    }
}
