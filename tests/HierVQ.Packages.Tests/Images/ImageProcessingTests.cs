using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using SixLabors.ImageSharp.Processing.Processors.Transforms;

namespace HierVQ.Packages.Tests.Images;

[TestClass]
public sealed class ImageProcessingTests
{
    [TestMethod]
    public void BoxHalvesByAveraging()
    {
        using Image<L8> image = Image.LoadPixelData<L8>([0, 100, 200, 40, 20, 80, 0, 40], 4, 2);
        image.Mutate(x => x.Resize(2, 1, KnownResamplers.Box));
        Assert.AreEqual(50, image[0, 0].PackedValue);
        Assert.AreEqual(70, image[1, 0].PackedValue);
    }

    [TestMethod]
    public void BicubicUpscalingFollowsKeysKernel()
    {
        // Weights at an offset of a quarter: -0.0703125, 0.8671875, 0.2265625, -0.0234375 (a = -1/2).
        using Image<L8> image = Image.LoadPixelData<L8>([0, 0, 0, 200, 200, 200], 6, 1);
        image.Mutate(x => x.Resize(12, 1, KnownResamplers.Bicubic));
        byte[] row = new byte[12];
        image.CopyPixelDataTo(row);
        // Left of the edge (0.2265625 - 0.0234375) * 200 after two sums below zero; to its right what is missing there to 200, mirrored.
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 41, 159, 214, 205, 200, 200, 200 }, row);
    }

    [TestMethod]
    public void BicubicDownscalingStretchesTheKernel()
    {
        // Halving: positions at +-0.25, 0.75, 1.25, 1.75 of Keys' kernel, normalized.
        double[] kernel = [.. new[] { -1.75, -1.25, -0.75, -0.25, 0.25, 0.75, 1.25, 1.75 }.Select(Keys)];
        byte[] source = [10, 250, 30, 170, 90, 0, 255, 60, 5, 77, 140, 33];
        using Image<L8> image = Image.LoadPixelData<L8>(source, 12, 1);
        image.Mutate(x => x.Resize(6, 1));
        for (int i = 2; i < 4; i++)
        {
            double expected = kernel.Select((w, k) => w * source[(2 * i) - 3 + k]).Sum() / kernel.Sum();
            Assert.AreEqual(Math.Clamp(expected, 0, 255), image[i, 0].PackedValue, 1.0);
        }
    }

    [TestMethod]
    public void SamplersGiveTheirPublishedValues()
    {
        IResampler bicubic = KnownResamplers.Bicubic;
        Assert.AreEqual(2, bicubic.Radius);
        Assert.AreEqual(1, bicubic.GetValue(0), 1e-6);
        Assert.AreEqual(0.5625, bicubic.GetValue(0.5f), 1e-6);
        Assert.AreEqual(-0.0625, bicubic.GetValue(-1.5f), 1e-6);
        Assert.AreEqual(3, KnownResamplers.Lanczos3.Radius);
        Assert.AreEqual(0.6079271, KnownResamplers.Lanczos3.GetValue(0.5f), 1e-5);
        Assert.AreEqual(0.25, KnownResamplers.Triangle.GetValue(0.75f), 1e-6);
    }

    [TestMethod]
    public void TransparentPixelsDoNotBleedIntoOthers()
    {
        Rgba32[] pixels = [new(255, 0, 0, 0), new(0, 0, 255, 255)];
        using Image<Rgba32> image = Image.LoadPixelData<Rgba32>(pixels, 2, 1);
        image.Mutate(x => x.Resize(1, 1, KnownResamplers.Box));
        Assert.AreEqual(0, image[0, 0].R);
        Assert.AreEqual(255, image[0, 0].B);
        Assert.AreEqual(128, image[0, 0].A, 1);
    }

    [TestMethod]
    [DataRow(ResizeMode.Crop, 8, 8)]
    [DataRow(ResizeMode.Pad, 8, 8)]
    [DataRow(ResizeMode.BoxPad, 8, 8)]
    [DataRow(ResizeMode.Stretch, 8, 8)]
    [DataRow(ResizeMode.Max, 8, 6)]
    [DataRow(ResizeMode.Min, 11, 8)]
    public void ModesGiveTheirSizes(ResizeMode mode, int width, int height)
    {
        using Image<Rgb24> image = new(16, 12, new Rgb24(10, 20, 30));
        image.Mutate(x => x.Resize(new ResizeOptions { Size = new Size(8, 8), Mode = mode }));
        Assert.AreEqual(new Size(width, height), image.Size);
    }

    [TestMethod]
    public void CropKeepsTheMiddleAndPadFillsTheBorder()
    {
        using Image<Rgb24> wide = new(24, 8, new Rgb24(200, 0, 0));
        for (int y = 0; y < 8; y++)
        {
            for (int x = 8; x < 16; x++)
                wide[x, y] = new Rgb24(0, 0, 200);
        }

        using Image<Rgb24> cropped = wide.Clone(x => x.Resize(new ResizeOptions { Size = new Size(8, 8), Mode = ResizeMode.Crop }));
        Assert.AreEqual(new Rgb24(0, 0, 200), cropped[0, 4]);
        Assert.AreEqual(new Rgb24(0, 0, 200), cropped[7, 4]);
        using Image<Rgb24> padded = wide.Clone(x => x.Resize(new ResizeOptions
        {
            Size = new Size(24, 24),
            Mode = ResizeMode.Pad,
            PadColor = Color.White,
        }));
        Assert.AreEqual(new Rgb24(255, 255, 255), padded[12, 7]);
        Assert.AreEqual(new Rgb24(0, 0, 200), padded[12, 8]);
        Assert.AreEqual(new Rgb24(200, 0, 0), padded[0, 15]);
        Assert.AreEqual(new Rgb24(255, 255, 255), padded[0, 16]);
        Assert.AreEqual(24, wide.Width, "Clone leaves its source alone");
    }

    [TestMethod]
    public void BackgroundColorLiesUnderTheImage()
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(SampleImages.Read("alpha.png"));
        image.Mutate(x => x.BackgroundColor(Color.FromRgb(255, 255, 255)));
        Assert.AreEqual(new Rgba32(255, 255, 255, 255), image[3, 2]);
        Assert.AreEqual(new Rgba32(0, 200, 0, 255), image[12, 2]);
        Rgba32 half = image[3, 9];
        Assert.AreEqual(127, half.R, 1);
        Assert.AreEqual(227, half.B, 1);
        Assert.AreEqual(255, half.A);
    }

    [TestMethod]
    public void FlipCropAndRotateMovePixels()
    {
        using Image<L8> image = Image.LoadPixelData<L8>([1, 2, 3, 4, 5, 6], 3, 2);
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1, 6, 5, 4 }, Bytes(image.Clone(x => x.Flip(FlipMode.Horizontal))));
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6, 1, 2, 3 }, Bytes(image.Clone(x => x.Flip(FlipMode.Vertical))));
        CollectionAssert.AreEqual(new byte[] { 4, 1, 5, 2, 6, 3 }, Bytes(image.Clone(x => x.Rotate(RotateMode.Rotate90))));
        CollectionAssert.AreEqual(new byte[] { 3, 6, 2, 5, 1, 4 }, Bytes(image.Clone(x => x.Rotate(RotateMode.Rotate270))));
        CollectionAssert.AreEqual(new byte[] { 2, 3, 5, 6 }, Bytes(image.Clone(x => x.Crop(new Rectangle(1, 0, 2, 2)))));
    }

    [TestMethod]
    public void DrawImageBlends()
    {
        using Image<Rgb24> image = new(4, 4, new Rgb24(0, 0, 0));
        using Image<Rgb24> dot = new(2, 2, new Rgb24(200, 100, 0));
        image.Mutate(x => x.DrawImage(dot, new Point(3, 3), 1).DrawImage(dot, new Point(0, 0), 0.5f));
        Assert.AreEqual(new Rgb24(200, 100, 0), image[3, 3]);
        Assert.AreEqual(new Rgb24(0, 0, 0), image[2, 3]);
        ImageLoadTests.AssertNear(new Rgb24(100, 50, 0), image[1, 1], 1);
    }

    private static byte[] Bytes(Image<L8> image)
    {
        using (image)
        {
            byte[] bytes = new byte[image.Width * image.Height];
            image.CopyPixelDataTo(bytes);
            return bytes;
        }
    }

    private static double Keys(double x)
    {
        x = Math.Abs(x);
        return x <= 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
    }
}
