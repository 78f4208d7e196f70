using HierVQ.Packages.Tests.Images;
using Microsoft.ML.Data;

namespace HierVQ.Packages.Tests.ImageAnalytics;

[TestClass]
public sealed class MLImageTests
{
    [TestMethod]
    public void PixelsAreKeptAsTheyAre()
    {
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255];
        using MLImage image = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, pixels);
        Assert.AreEqual(2, image.Width);
        Assert.AreEqual(1, image.Height);
        Assert.AreEqual(32, image.BitsPerPixel);
        Assert.AreEqual(MLPixelFormat.Rgba32, image.PixelFormat);
        CollectionAssert.AreEqual(pixels, image.Pixels.ToArray());
        CollectionAssert.AreEqual(new byte[] { 3, 2, 1, 6, 5, 4 }, image.GetBGRPixels);
    }

    [TestMethod]
    [DataRow("rgb.bmp")]
    [DataRow("rgb.webp")]
    [DataRow("palette.png")]
    public void FilesAndStreamsBecomeBgra(string name)
    {
        using MLImage fromFile = MLImage.CreateFromFile(SampleImages.PathOf(name));
        using MLImage fromStream = MLImage.CreateFromStream(new MemoryStream(SampleImages.Read(name)));
        Assert.AreEqual(MLPixelFormat.Bgra32, fromFile.PixelFormat);
        CollectionAssert.AreEqual(fromFile.Pixels.ToArray(), fromStream.Pixels.ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 0, 200, 255 }, fromFile.Pixels[..4].ToArray());
        CollectionAssert.AreEqual(new byte[] { 250, 250, 250, 255 }, fromFile.Pixels[^4..].ToArray());
    }

    [TestMethod]
    public void DecodedAlphaIsMultipliedIn()
    {
        using MLImage image = MLImage.CreateFromFile(SampleImages.PathOf("alpha.png"));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0 }, image.Pixels[..4].ToArray());
        int half = 4 * 9 * 16;
        CollectionAssert.AreEqual(new byte[] { 100, 0, 0, 128 }, image.Pixels.Slice(half, 4).ToArray());
        Assert.AreEqual(199.5, image.GetBGRPixels[3 * 9 * 16], 1);
    }

    [TestMethod]
    public void SavingKeepsColours()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using MLImage image = MLImage.CreateFromFile(SampleImages.PathOf("rgb.bmp"));
            image.Save(Path.Combine(folder, "a.png"));
            image.Save(Path.Combine(folder, "a.jpg"));
            using MLImage png = MLImage.CreateFromFile(Path.Combine(folder, "a.png"));
            CollectionAssert.AreEqual(image.Pixels.ToArray(), png.Pixels.ToArray());
            using MLImage jpeg = MLImage.CreateFromFile(Path.Combine(folder, "a.jpg"));
            Assert.AreEqual(200, jpeg.Pixels[2], 12);
            Assert.Throws<ArgumentException>(() => image.Save(Path.Combine(folder, "a.nothing")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void WrongArgumentsAreRefused()
    {
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromFile(null!));
        Assert.Throws<ArgumentNullException>(() => MLImage.CreateFromStream(null!));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromFile(SampleImages.PathOf("missing.png")));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromStream(new MemoryStream([1, 2, 3])));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(0, 1, MLPixelFormat.Bgra32, []));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Unknown, new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[3]));
    }

    [TestMethod]
    public void ADisposedImageSaysSo()
    {
        MLImage image = MLImage.CreateFromPixels(1, 1, MLPixelFormat.Bgra32, new byte[4]);
        image.Tag = "tag";
        Assert.AreEqual("tag", image.Tag);
        image.Dispose();
        image.Dispose();
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Width);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Tag);
        Assert.ThrowsExactly<InvalidOperationException>(() => image.Pixels.Length);
    }
}
