using System.Buffers.Binary;
using HierVQ.Images;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class ImageDecoderTests
{
    private const int Mutations = 40;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "images");

    [TestMethod]
    [DataRow("rgb.webp", 1)]
    [DataRow("lossy.webp", 6)]
    [DataRow("animated.webp", 1)]
    [DataRow("rgb.bmp", 1)]
    [DataRow("palette.png", 1)]
    [DataRow("animated.gif", 1)]
    [DataRow("cmyk.jpg", 6)]
    [DataRow("progressive.jpg", 12)]
    [DataRow("orientation-1.jpg", 6)]
    [DataRow("orientation-3.jpg", 6)]
    [DataRow("orientation-6.jpg", 6)]
    [DataRow("orientation-7.jpg", 6)]
    public void EveryFormatAndOrientationGivesTheSamePicture(string name, int tolerance)
    {
        byte[] rgb = Decoder(16, 12, ImageFit.Stretch).DecodeFile(Path.Combine(Folder, name));
        AssertPixel(rgb, 16, 3, 2, 200, 0, 0, tolerance);
        AssertPixel(rgb, 16, 12, 2, 0, 200, 0, tolerance);
        AssertPixel(rgb, 16, 3, 9, 0, 0, 200, tolerance);
        AssertPixel(rgb, 16, 12, 9, 250, 250, 250, tolerance);
    }

    [TestMethod]
    public void AlphaIsLaidOverTheBackground()
    {
        byte[] white = Decoder(16, 12, ImageFit.Stretch).DecodeFile(Path.Combine(Folder, "alpha.png"));
        AssertPixel(white, 16, 3, 2, 255, 255, 255, 0);
        AssertPixel(white, 16, 3, 9, 127, 127, 227, 1);
        ImageDecoder onGreen = new(new ImageDecoderOptions { Width = 16, Height = 12, Background = new RgbColor(0, 100, 0) });
        AssertPixel(onGreen.DecodeFile(Path.Combine(Folder, "alpha.png")), 16, 3, 2, 0, 100, 0, 0);
    }

    [TestMethod]
    public void FitsCropPadAndStretch()
    {
        string file = Path.Combine(Folder, "rgb.bmp");
        byte[] cropped = Decoder(8, 8, ImageFit.Crop).DecodeFile(file);
        AssertPixel(cropped, 8, 0, 0, 200, 0, 0, 8);
        byte[] padded = Decoder(8, 8, ImageFit.Pad).DecodeFile(file);
        AssertPixel(padded, 8, 0, 0, 255, 255, 255, 0);
        AssertPixel(padded, 8, 1, 2, 200, 0, 0, 12);
        AssertPixel(padded, 8, 0, 7, 255, 255, 255, 0);
        byte[] stretched = Decoder(8, 8, ImageFit.Stretch).DecodeFile(file);
        AssertPixel(stretched, 8, 0, 0, 200, 0, 0, 12);
        AssertPixel(stretched, 8, 0, 7, 0, 0, 200, 12);
    }

    [TestMethod]
    public void StreamBytesAndFileAgree()
    {
        string file = Path.Combine(Folder, "progressive.jpg");
        ImageDecoder decoder = Decoder(10, 10, ImageFit.Crop);
        byte[] fromFile = decoder.DecodeFile(file);
        CollectionAssert.AreEqual(fromFile, decoder.Decode(File.ReadAllBytes(file), "bytes"));
        using FileStream stream = File.OpenRead(file);
        CollectionAssert.AreEqual(fromFile, decoder.Decode(stream, "stream"));
    }

    [TestMethod]
    public void PixelsOfOthersAreFittedToo()
    {
        byte[] bgra = [10, 20, 30, 255, 0, 0, 0, 0];
        byte[] rgb = new byte[6];
        Decoder(2, 1, ImageFit.Crop).FitPixels(bgra, 2, 1, PixelOrder.Bgra, rgb);
        CollectionAssert.AreEqual(new byte[] { 30, 20, 10, 255, 255, 255 }, rgb);
        Assert.AreEqual((byte)10, bgra[0], "the source is not changed");
        // Half of red, multiplied in, over white; and an alpha that nobody set.
        Decoder(2, 1, ImageFit.Crop).FitPixels([128, 0, 0, 128, 1, 2, 3, 255], 2, 1, PixelOrder.Rgba, rgb);
        CollectionAssert.AreEqual(new byte[] { 255, 127, 127, 1, 2, 3 }, rgb);
        Decoder(2, 1, ImageFit.Crop).FitPixels([9, 8, 7, 0, 1, 2, 3, 0], 2, 1, PixelOrder.Rgba, rgb);
        CollectionAssert.AreEqual(new byte[] { 9, 8, 7, 1, 2, 3 }, rgb);
        Assert.Throws<ArgumentException>(() => Decoder(2, 1, ImageFit.Crop).FitPixels(new byte[7], 2, 1, PixelOrder.Rgba, new byte[6]));
    }

    [TestMethod]
    public void NotAnImageSaysSo()
    {
        InvalidImageException text = Assert.ThrowsExactly<InvalidImageException>(() => Decoder().Decode("no picture at all"u8, "notes.txt"));
        Assert.AreEqual(ImageProblem.NotAnImage, text.Problem);
        Assert.AreEqual("notes.txt", text.ImageName);
        StringAssert.Contains(text.Message, "'notes.txt'");
        StringAssert.Contains(text.Message, "Convert it");
        Assert.AreEqual(ImageProblem.NotAnImage, Assert.ThrowsExactly<InvalidImageException>(() => Decoder().Decode([], "empty.png")).Problem);
        Assert.ThrowsExactly<FileNotFoundException>(() => Decoder().DecodeFile(Path.Combine(Folder, "missing.png")));
    }

    [TestMethod]
    [DataRow("palette.png")]
    [DataRow("alpha.png")]
    [DataRow("progressive.jpg")]
    [DataRow("grey.jpg")]
    [DataRow("rgb.bmp")]
    [DataRow("rgb.webp")]
    [DataRow("animated.webp")]
    [DataRow("animated.gif")]
    [DataRow("interlaced.gif")]
    public void AnImageCutAnywhereIsAnError(string name)
    {
        byte[] data = File.ReadAllBytes(Path.Combine(Folder, name));
        for (int length = 40; length < data.Length; length++)
        {
            InvalidImageException error = Assert.ThrowsExactly<InvalidImageException>(() => Decoder().Decode(data.AsSpan(0, length), name), $"{length} of {data.Length} bytes");
            Assert.AreEqual(ImageProblem.Truncated, error.Problem, $"{length} of {data.Length} bytes: {error.Message}");
        }
    }

    [TestMethod]
    public void DamageIsAnError()
    {
        byte[] data = File.ReadAllBytes(Path.Combine(Folder, "alpha.png"));
        data[data.AsSpan().IndexOf("IDAT"u8) + 8] ^= 0xFF;
        Assert.AreEqual(ImageProblem.Damaged, Assert.ThrowsExactly<InvalidImageException>(() => Decoder().Decode(data, "x.png")).Problem);
    }

    [TestMethod]
    [DataRow("grey2.png")]
    [DataRow("progressive.jpg")]
    [DataRow("animated.gif")]
    [DataRow("rgb.bmp")]
    public void AHugeHeaderIsRefusedBeforeAnythingIsAllocated(string name)
    {
        byte[] data = File.ReadAllBytes(Path.Combine(Folder, name));
        Enlarge(data, name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidImageException error = Assert.ThrowsExactly<InvalidImageException>(() => Decoder().Decode(data, name));
        Assert.AreEqual(ImageProblem.TooLarge, error.Problem);
        StringAssert.Contains(error.Message, "MaxPixels");
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void TheLimitIsTheUsers()
    {
        ImageDecoder strict = new(new ImageDecoderOptions { MaxPixels = 191 });
        Assert.AreEqual(ImageProblem.TooLarge,
            Assert.ThrowsExactly<InvalidImageException>(() => strict.DecodeFile(Path.Combine(Folder, "rgb.bmp"))).Problem);
        new ImageDecoder(new ImageDecoderOptions { MaxPixels = 192 }).DecodeFile(Path.Combine(Folder, "rgb.bmp"));
    }

    [TestMethod]
    public void OptionsAreCheckedFirst()
    {
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Decoder(0, 8, ImageFit.Crop)).Message, "Width is 0");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Decoder(8, 8, (ImageFit)9)).Message, "Fit is 9");
    }

    [TestMethod]
    public void RandomBytesBehindASignatureNeverEscape()
    {
        byte[][] heads = ["GIF89a"u8.ToArray(), "BM"u8.ToArray(), [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], [0xFF, 0xD8, 0xFF, 0xE0], "RIFF\u0100\0\0\0WEBPVP8X"u8.ToArray()];
        Random random = new(11);
        int refused = 0;
        foreach (byte[] head in heads)
        {
            for (int i = 0; i < 300; i++)
            {
                byte[] data = new byte[random.Next(head.Length, 300)];
                random.NextBytes(data);
                head.CopyTo(data, 0);
                try
                {
                    Assert.HasCount(3 * 8 * 8, Decoder().Decode(data, "noise"));
                }
                catch (InvalidImageException)
                {
                    refused++;
                }
            }
        }
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void FilesWithDamagedBytesNeverEscape()
    {
        Random random = new(12);
        int refused = 0, decoded = 0;
        foreach (string file in Directory.EnumerateFiles(Folder).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)).Order())
        {
            byte[] original = File.ReadAllBytes(file);
            for (int i = 0; i < Mutations; i++)
            {
                byte[] data = [.. original];
                for (int changes = random.Next(1, 6); changes > 0; changes--)
                    data[random.Next(data.Length)] = (byte)random.Next(256);
                try
                {
                    new ImageDecoder(new ImageDecoderOptions { MaxPixels = 1 << 20 }).Decode(data, file);
                    decoded++;
                }
                catch (InvalidImageException)
                {
                    refused++;
                }
            }
        }
        Assert.IsGreaterThan(100, refused);
        Assert.IsGreaterThan(100, decoded);
    }

    private static ImageDecoder Decoder(int width = 8, int height = 8, ImageFit fit = ImageFit.Crop)
        => new(new ImageDecoderOptions { Width = width, Height = height, Fit = fit });

    /// <summary>Writes about 32,000 x 32,000 pixels into the header.</summary>
    private static void Enlarge(byte[] data, string name)
    {
        switch (Path.GetExtension(name))
        {
            case ".png":
                data[18] = data[22] = 0x7D;
                BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(29), Crc32(data.AsSpan(12, 17)));
                break;
            case ".gif":
                data[7] = data[9] = 0x7D;
                break;
            case ".bmp":
                data[19] = data[23] = 0x7D;
                break;
            default:
                int frame = data.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
                data[frame + 5] = data[frame + 7] = 0x7D;
                break;
        }
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private static void AssertPixel(byte[] rgb, int width, int x, int y, int r, int g, int b, int tolerance)
    {
        int at = 3 * ((y * width) + x);
        int distance = Math.Max(Math.Abs(rgb[at] - r), Math.Max(Math.Abs(rgb[at + 1] - g), Math.Abs(rgb[at + 2] - b)));
        Assert.IsLessThanOrEqualTo(tolerance, distance, $"({x}, {y}) is ({rgb[at]}, {rgb[at + 1]}, {rgb[at + 2]}), not ({r}, {g}, {b})");
    }
}
