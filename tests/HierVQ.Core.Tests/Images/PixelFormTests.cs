using HierVQ.Images;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class PixelFormTests
{
    [TestMethod]
    public void GrayBytesComeBack()
    {
        using DisposeScope scope = NewDisposeScope();
        byte[] planar = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Tensor images = PixelForm.Gray.ToTensor(planar, 8, 16);
        CollectionAssert.AreEqual(new long[] { 2, 1, 8, 16 }, images.shape);
        Assert.AreEqual(-1f, images.min().item<float>());
        Assert.AreEqual(1f, images.max().item<float>());
        CollectionAssert.AreEqual(planar, PixelForm.Gray.ToBytes(images));
    }

    [TestMethod]
    public void ClassesBecomeOneHotChannelsAndComeBack()
    {
        using DisposeScope scope = NewDisposeScope();
        PixelForm form = PixelForm.Of(ImageContent.Segmentation, 3);
        Assert.AreEqual((1, 3), (form.Bytes, form.Channels));
        byte[] planar = [0, 2, 1, 1, 2, 0, 0, 0];
        Tensor images = form.ToTensor(planar, 2, 2);
        CollectionAssert.AreEqual(new long[] { 2, 3, 2, 2 }, images.shape);
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0 }, images[0].contiguous().data<float>().ToArray());
        CollectionAssert.AreEqual(planar, form.ToBytes(images.mul(7).sub(3)));
    }

    [TestMethod]
    public void AsManyClassesAsAByteCountsAreTaken()
    {
        using DisposeScope scope = NewDisposeScope();
        PixelForm form = PixelForm.Of(ImageContent.Segmentation, 256);
        byte[] planar = [255, 0, 128, 1];
        CollectionAssert.AreEqual(planar, form.ToBytes(form.ToTensor(planar, 2, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelForm.Of(ImageContent.Segmentation, 257));
        Assert.Throws<ArgumentOutOfRangeException>(() => PixelForm.Of(ImageContent.Segmentation, 1));
    }

    [TestMethod]
    public void APixelOfNoClassIsNamed()
    {
        PixelForm form = PixelForm.Of(ImageContent.Segmentation, 3);
        FormatException error = Assert.ThrowsExactly<FormatException>(() => form.ToTensor([0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0, 0], 2, 3));
        StringAssert.Contains(error.Message, "Image 1 has the value 3 at pixel (1, 0)");
        StringAssert.Contains(error.Message, "0 to 2");
    }

    [TestMethod]
    public void ShownTheyAreGray()
    {
        byte[] rgb = new byte[6];
        PixelForm.Gray.ToRgb([7, 9], rgb);
        CollectionAssert.AreEqual(new byte[] { 7, 7, 7, 9, 9, 9 }, rgb);
    }

    [TestMethod]
    public void ColoursBecomeBrightnessAndGrayStays()
    {
        ImageDecoder decoder = Decoder(PixelForm.Gray, 3, 1);
        byte[] gray = decoder.Decode(PngImage.Encode([255, 0, 0, 0, 255, 0, 77, 77, 77], 3, 1), "a");
        CollectionAssert.AreEqual(new byte[] { 76, 150, 77 }, gray);
        byte[] fromPixels = new byte[3];
        decoder.FitPixels([255, 0, 0, 255, 0, 255, 0, 255, 77, 77, 77, 255], 3, 1, PixelOrder.Rgba, fromPixels);
        CollectionAssert.AreEqual(gray, fromPixels);
    }

    [TestMethod]
    [DataRow(6, 6)]
    [DataRow(12, 12)]
    [DataRow(9, 5)]
    public void ClassesAreNeverMixedByResizing(int width, int height)
    {
        // Two classes far apart: whatever lies between them would show.
        byte[] png = ClassPng(16, 16, (x, y) => (byte)((x + y) % 5 < 2 ? 9 : 0));
        foreach (ImageFit fit in new[] { ImageFit.Crop, ImageFit.Stretch })
        {
            byte[] classes = Decoder(PixelForm.Of(ImageContent.Segmentation, 10), width, height, fit).Decode(png, "a");
            CollectionAssert.AreEquivalent(new byte[] { 0, 9 }, classes.Distinct().ToArray());
        }
    }

    [TestMethod]
    public void ClassesOfTheSizeAreTakenAsTheyAre()
    {
        byte[] png = ClassPng(4, 3, (x, y) => (byte)(4 * y + x));
        byte[] expected = [.. Enumerable.Range(0, 12).Select(i => (byte)i)];
        ImageDecoder decoder = Decoder(PixelForm.Of(ImageContent.Segmentation, 12), 4, 3);
        CollectionAssert.AreEqual(expected, decoder.Decode(png, "a"));
        // In memory, as ML.NET has them; without alpha too, which some makers leave alone.
        foreach (byte alpha in new byte[] { 255, 0 })
        {
            byte[] fitted = new byte[12];
            decoder.FitPixels([.. expected.SelectMany(id => (byte[])[id, id, id, alpha])], 4, 3, PixelOrder.Bgra, fitted);
            CollectionAssert.AreEqual(expected, fitted);
        }
    }

    [TestMethod]
    public void WhatIsNoClassIsRefusedByPixelAndValue()
    {
        Refused(ClassPng(4, 3, (x, y) => (byte)(x == 2 && y == 1 ? 200 : 1)), "the value 200 at pixel (2, 1)", "0 to 3");
        byte[] coloured = new byte[12];
        coloured[4] = 3;
        Refused(PngImage.Encode(coloured, 2, 2), "the colour (0, 3, 0) at pixel (1, 0)", "gray");
        Refused(Encoded<Rgba32>(image => image[1, 1] = new Rgba32(1, 1, 1, 128), (image, stream) => image.SaveAsPng(stream)), "transparent at pixel", "alpha");
        Refused(Encoded<Rgb24>(_ => { }, (image, stream) => image.SaveAsJpeg(stream)), "with loss", "PNG");

        static void Refused(byte[] encoded, string what, string remedy)
        {
            InvalidImageException error = Assert.ThrowsExactly<InvalidImageException>(() => Decoder(PixelForm.Of(ImageContent.Segmentation, 4), 2, 2).Decode(encoded, "map.png"));
            Assert.AreEqual(ImageProblem.NoClassMap, error.Problem);
            StringAssert.Contains(error.Message, "map.png");
            StringAssert.Contains(error.Message, what);
            StringAssert.Contains(error.Message, remedy);
        }
    }

    [TestMethod]
    [DataRow("grey2.png", "2 bits")]
    [DataRow("grey16.png", "16 bits")]
    [DataRow("lossy.webp", "with loss")]
    [DataRow("grey.jpg", "with loss")]
    public void FilesThatCannotHoldClassesAreRefused(string file, string what)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "images", file);
        InvalidImageException error = Assert.ThrowsExactly<InvalidImageException>(() => Decoder(PixelForm.Of(ImageContent.Segmentation, 256), 8, 8).DecodeFile(path));
        Assert.AreEqual(ImageProblem.NoClassMap, error.Problem);
        StringAssert.Contains(error.Message, what);
    }

    [TestMethod]
    public void ThereIsNoClassToPadWith() =>
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Decoder(PixelForm.Of(ImageContent.Segmentation, 4), 2, 2, ImageFit.Pad)).Message, "Crop");

    [TestMethod]
    public void StoresKeepOneByteAPixel()
    {
        PixelStore store = new(1, 3, 100, PixelForm.Gray);
        store.Add([1, 2, 3]);
        store.Add([4, 5, 6]);
        Assert.AreEqual((1, 3), (store.PixelBytes, store.ImageBytes));
        byte[] batch = new byte[6];
        store.CopyBatch([1, 0], batch);
        new ImageAugmentation(1, 0, 1).Apply(batch, 1, 1, 3, 0);
        CollectionAssert.AreEqual(new byte[] { 6, 5, 4, 3, 2, 1 }, batch);
    }

    private static ImageDecoder Decoder(PixelForm form, int width, int height, ImageFit fit = ImageFit.Crop) =>
        new(new ImageDecoderOptions { Width = width, Height = height, Fit = fit, Form = form });

    private static byte[] ClassPng(int width, int height, Func<int, int, byte> at)
    {
        byte[] rgb = [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Repeat(at(i % width, i / width), 3))];
        return PngImage.Encode(rgb, width, height);
    }

    private static byte[] Encoded<TPixel>(Action<Image<TPixel>> draw, Action<Image<TPixel>, Stream> save) where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = new(4, 4);
        draw(image);
        using MemoryStream stream = new();
        save(image, stream);
        return stream.ToArray();
    }
}
