using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace HierVQ.Packages.Tests.Images;

[TestClass]
public sealed class ImageSaveTests
{
    [TestMethod]
    public void PngBringsEveryPixelFormatBack()
    {
        using Image<Rgba32> source = Noise(19, 7);
        AssertSame(source, SaveAndLoad<Rgba32>(source, new PngEncoder()));
        using Image<Rgb24> rgb = source.CloneAs<Rgb24>();
        AssertSame(rgb, SaveAndLoad<Rgb24>(rgb, new PngEncoder { CompressionLevel = PngCompressionLevel.BestCompression }));
        using Image<L8> grey = source.CloneAs<L8>();
        AssertSame(grey, SaveAndLoad<L8>(grey, new PngEncoder()));
    }

    [TestMethod]
    public void PngOfRgbHasNoAlphaChannel()
    {
        using Image<Rgb24> image = new(3, 3);
        using MemoryStream stream = new();
        image.SaveAsPng(stream);
        Assert.AreEqual((byte)2, stream.GetBuffer()[25]);
        Assert.AreEqual(24, Image.Identify(stream.ToArray()).PixelType.BitsPerPixel);
    }

    [TestMethod]
    public void JpegIsNearAndBetterWithQuality()
    {
        using Image<Rgb24> source = new(32, 32);
        for (int y = 0; y < 32; y++)
        {
            for (int x = 0; x < 32; x++)
                source[x, y] = new Rgb24((byte)(8 * x), (byte)(8 * y), (byte)(4 * (x + y)));
        }

        double poor = Error(source, new JpegEncoder { Quality = 20 });
        double good = Error(source, new JpegEncoder { Quality = 95, ColorType = JpegEncodingColor.YCbCrRatio444 });
        Assert.IsLessThan(poor, good);
        Assert.IsLessThan(3.0, good);
    }

    [TestMethod]
    public void TheExtensionPicksTheFormat()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using Image<Rgb24> image = new(5, 4, new Rgb24(1, 2, 3));
            string png = Path.Combine(folder, "a.png"), jpeg = Path.Combine(folder, "a.jpg");
            image.Save(png);
            image.Save(jpeg);
            Assert.AreEqual((byte)0x89, File.ReadAllBytes(png)[0]);
            Assert.AreEqual((byte)0xFF, File.ReadAllBytes(jpeg)[0]);
            Assert.ThrowsExactly<UnknownImageFormatException>(() => image.Save(Path.Combine(folder, "a.unknown")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void ADisposedImageSaysSo()
    {
        Image<Rgb24> image = new(2, 2);
        image.Dispose();
        image.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => image.SaveAsPng(new MemoryStream()));
    }

    private static Image<Rgba32> Noise(int width, int height)
    {
        Random random = new(5);
        byte[] pixels = new byte[4 * width * height];
        random.NextBytes(pixels);
        return Image.LoadPixelData<Rgba32>(pixels, width, height);
    }

    private static Image<TPixel> SaveAndLoad<TPixel>(Image<TPixel> image, PngEncoder encoder)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using MemoryStream stream = new();
        image.SaveAsPng(stream, encoder);
        return Image.Load<TPixel>(stream.ToArray());
    }

    private static void AssertSame<TPixel>(Image<TPixel> expected, Image<TPixel> actual)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using (actual)
        {
            Assert.AreEqual(expected.Size, actual.Size);
            TPixel[] a = new TPixel[expected.Width * expected.Height], b = new TPixel[a.Length];
            expected.CopyPixelDataTo(a);
            actual.CopyPixelDataTo(b);
            CollectionAssert.AreEqual(a, b);
        }
    }

    private static double Error(Image<Rgb24> source, JpegEncoder encoder)
    {
        using MemoryStream stream = new();
        source.SaveAsJpeg(stream, encoder);
        using Image<Rgb24> loaded = Image.Load<Rgb24>(stream.ToArray());
        double sum = 0;
        for (int y = 0; y < source.Height; y++)
        {
            for (int x = 0; x < source.Width; x++)
                sum += Math.Abs(source[x, y].R - loaded[x, y].R) + Math.Abs(source[x, y].G - loaded[x, y].G) + Math.Abs(source[x, y].B - loaded[x, y].B);
        }

        return sum / (3 * source.Width * source.Height);
    }
}
