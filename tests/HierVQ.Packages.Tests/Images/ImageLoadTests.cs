using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace HierVQ.Packages.Tests.Images;

[TestClass]
public sealed class ImageLoadTests
{
    [TestMethod]
    [DataRow("rgb.webp", 0)]
    [DataRow("lossy.webp", 6)]
    [DataRow("animated.webp", 0)]
    [DataRow("rgb.bmp", 0)]
    [DataRow("palette.bmp", 0)]
    [DataRow("palette.png", 0)]
    [DataRow("animated.gif", 0)]
    [DataRow("interlaced.gif", 0)]
    [DataRow("cmyk.jpg", 6)]
    [DataRow("progressive.jpg", 12)]
    [DataRow("orientation-1.jpg", 6)]
    public void EveryFormatShowsTheSamePicture(string name, int tolerance)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(SampleImages.Read(name));
        Assert.AreEqual(new Size(16, 12), image.Size);
        AssertNear(new Rgb24(200, 0, 0), image[3, 2], tolerance);
        AssertNear(new Rgb24(0, 200, 0), image[12, 2], tolerance);
        AssertNear(new Rgb24(0, 0, 200), image[3, 9], tolerance);
        AssertNear(new Rgb24(250, 250, 250), image[12, 9], tolerance);
    }

    [TestMethod]
    [DataRow("grey.jpg", 2)]
    [DataRow("grey-alpha.png", 1)]
    public void GreyIsGrey(string name, int tolerance)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(SampleImages.Read(name));
        AssertNear(new Rgb24(60, 60, 60), image[3, 2], tolerance);
        AssertNear(new Rgb24(117, 117, 117), image[12, 2], tolerance);
        AssertNear(new Rgb24(250, 250, 250), image[12, 9], tolerance);
    }

    [TestMethod]
    [DataRow("alpha.png")]
    [DataRow("alpha.webp")]
    [DataRow("rgba.bmp")]
    public void AlphaIsKept(string name)
    {
        using Image<Rgba32> image = Image.Load<Rgba32>(SampleImages.Read(name));
        Assert.AreEqual(0, image[3, 2].A);
        Assert.AreEqual(new Rgba32(0, 200, 0, 255), image[12, 2]);
        Assert.AreEqual(new Rgba32(0, 0, 200, 128), image[3, 9]);
    }

    [TestMethod]
    public void SixteenBitsAreReduced()
    {
        using Image<L8> grey = Image.Load<L8>(SampleImages.Read("grey16.png"));
        CollectionAssert.AreEqual(new byte[] { 0, 0, 127, 255 }, Enumerable.Range(0, 4).Select(x => grey[x, 0].PackedValue).ToArray());
        using Image<Rgb24> rgb = Image.Load<Rgb24>(SampleImages.Read("rgb16.png"));
        Assert.AreEqual(new Rgb24(0, 128, 255), rgb[0, 0]);
        Assert.AreEqual(new Rgb24(1, 4, 254), rgb[1, 0]);
        using Image<Rgba32> rgba = Image.Load<Rgba32>(SampleImages.Read("rgba16.png"));
        Assert.AreEqual(new Rgba32(255, 0, 0, 128), rgba[0, 0]);
    }

    [TestMethod]
    public void FewBitsAreSpread()
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(SampleImages.Read("grey2.png"));
        CollectionAssert.AreEqual(new byte[] { 0, 85, 170, 255 }, Enumerable.Range(0, 4).Select(x => image[x, 0].R).ToArray());
    }

    [TestMethod]
    public void BitmapsWithRunsAndMasksAreRead()
    {
        using Image<Rgb24> runs = Image.Load<Rgb24>(SampleImages.Read("rle8.bmp"));
        Assert.AreEqual(new Size(4, 2), runs.Size);
        Assert.AreEqual(new Rgb24(255, 0, 0), runs[0, 0]);
        Assert.AreEqual(new Rgb24(0, 255, 0), runs[1, 0]);
        Assert.AreEqual(new Rgb24(0, 0, 255), runs[2, 0]);
        Assert.AreEqual(new Rgb24(255, 0, 0), runs[3, 1]);
        using Image<Rgb24> masks = Image.Load<Rgb24>(SampleImages.Read("rgb565.bmp"));
        Assert.AreEqual(new Rgb24(255, 0, 0), masks[0, 0]);
        Assert.AreEqual(new Rgb24(0, 255, 255), masks[1, 0]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [DataRow(6)]
    [DataRow(7)]
    [DataRow(8)]
    public void AutoOrientTurnsEveryOrientationUpright(int orientation)
    {
        using Image<Rgb24> image = Image.Load<Rgb24>(SampleImages.Read($"orientation-{orientation}.jpg"));
        Assert.AreEqual(orientation >= 5 ? new Size(12, 16) : new Size(16, 12), image.Size, "Load itself does not turn");
        image.Mutate(x => x.AutoOrient());
        image.Mutate(x => x.AutoOrient());
        Assert.AreEqual(new Size(16, 12), image.Size);
        AssertNear(new Rgb24(200, 0, 0), image[3, 2], 6);
        AssertNear(new Rgb24(0, 200, 0), image[12, 2], 6);
        AssertNear(new Rgb24(0, 0, 200), image[3, 9], 6);
    }

    [TestMethod]
    public void IdentifyAgreesWithLoadForEveryFile()
    {
        string[] files = [.. Directory.EnumerateFiles(SampleImages.PathOf(".")).Where(path => !path.EndsWith(".md", StringComparison.Ordinal))];
        Assert.IsGreaterThan(20, files.Length);
        foreach (string file in files)
        {
            ImageInfo info = Image.Identify(file);
            using FileStream stream = File.OpenRead(file);
            using Image image = Image.Load(stream);
            Assert.AreEqual(image.Size, info.Size, file);
            Assert.AreEqual(info.Size, Image.Identify(File.ReadAllBytes(file)).Size);
        }
    }

    [TestMethod]
    public void IdentifyNeedsOnlyTheHeader()
    {
        byte[] head = SampleImages.Read("palette.png")[..33];
        Assert.AreEqual(new Size(16, 12), Image.Identify(head).Size);
    }

    [TestMethod]
    public void WhatIsNoImageIsUnknown()
    {
        Assert.ThrowsExactly<UnknownImageFormatException>(() => Image.Identify("This is a text, not a picture."u8));
        Assert.ThrowsExactly<UnknownImageFormatException>(() => Image.Load<Rgb24>("This is a text, not a picture."u8));
        Assert.ThrowsExactly<UnknownImageFormatException>(() => Image.Load<Rgb24>(new MemoryStream()));
    }

    [TestMethod]
    public void ACorruptPngIsInvalid()
    {
        byte[] data = SampleImages.Read("alpha.png");
        data[data.AsSpan().IndexOf("IDAT"u8) + 8] ^= 0xFF;
        Assert.ThrowsExactly<InvalidImageContentException>(() => Image.Load<Rgb24>(data));
    }

    /// <summary>Truncation gives an exception of the format or the pixels that are there, and never takes the process down.</summary>
    [TestMethod]
    public void EveryFileCutAnywhereIsSurvived()
    {
        foreach (string file in Directory.EnumerateFiles(SampleImages.PathOf(".")).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)))
        {
            byte[] data = File.ReadAllBytes(file);
            for (int length = 0; length < data.Length; length += length < 64 ? 1 : 7)
            {
                try
                {
                    using Image<Rgba32> image = Image.Load<Rgba32>(new DecoderOptions { MaxFrames = 1 }, data.AsSpan(0, length));
                    Assert.IsGreaterThan(0, image.Width);
                }
                // Which exception it is differs between formats and versions.
                catch (Exception e) when (e is not AssertFailedException)
                {
                }
            }
        }
    }

    [TestMethod]
    public void AHeaderThatPromisesTooMuchAllocatesNothing()
    {
        byte[] data = SampleImages.Read("grey2.png");
        // 2,147,483,647 pixels each way: the checksum of the header is wrong then too, which Identify must not need.
        data[16] = data[20] = 0x7F;
        data.AsSpan(17, 3).Fill(0xFF);
        data.AsSpan(21, 3).Fill(0xFF);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Image.Load<Rgb24>(data).Dispose();
            Assert.Fail("An image of 2^62 pixels was loaded.");
        }
        catch (ImageFormatException)
        {
        }
        Assert.IsLessThan(16 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    internal static void AssertNear(Rgb24 expected, Rgb24 actual, int tolerance)
    {
        int distance = Math.Max(Math.Abs(expected.R - actual.R), Math.Max(Math.Abs(expected.G - actual.G), Math.Abs(expected.B - actual.B)));
        Assert.IsLessThanOrEqualTo(tolerance, distance, $"expected {expected}, got {actual}");
    }
}
