using HierVQ.Images;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Tests.HierQuantize;

[TestClass]
public sealed class ContentTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    [DataRow(ImageContent.Gray)]
    [DataRow(ImageContent.Segmentation)]
    public void EveryFormOfImagesGivesTheSameCodes(ImageContent content)
    {
        byte[][] maps = [.. Enumerable.Range(0, 9).Select(i => content == ImageContent.Gray ? TinyMaps.Gray(i) : TinyMaps.ClassIds(i))];
        using HierQuantizeTransformer model = Quantize(content).Fit(TinyMaps.Encoded(s_ml, maps));
        List<string> expected = Rows.Read(model.Transform(TinyMaps.Encoded(s_ml, maps)), "Codes");
        Assert.IsGreaterThan(1, expected.Distinct().Count());
        CollectionAssert.AreEqual(expected, Rows.Read(model.Transform(TinyMaps.Images(s_ml, maps)), "Codes"));
        CollectionAssert.AreEqual(expected, Rows.Read(model.Transform(TinyMaps.Numbers(s_ml, maps)), "Codes"));
        using HierQuantizeTransformer fromNumbers = Quantize(content).Fit(TinyMaps.Numbers(s_ml, maps));
        Assert.AreEqual(model.TokenizerId, fromNumbers.TokenizerId);
    }

    [TestMethod]
    public void APixelOfNoClassIsNamedWithItsValue()
    {
        byte[] wrong = TinyMaps.ClassIds(0);
        wrong[TinyMaps.Size * 2 + 5] = 7;
        byte[][] maps = [TinyMaps.ClassIds(1), wrong];
        foreach (IDataView data in (IDataView[])[TinyMaps.Encoded(s_ml, maps), TinyMaps.Images(s_ml, maps), TinyMaps.Numbers(s_ml, maps)])
        {
            Exception failure = Assert.Throws<Exception>(() => Quantize(ImageContent.Segmentation).Fit(data));
            StringAssert.Contains(Conformance.Root(failure).Message, "the value 7 at pixel (5, 2)");
            StringAssert.Contains(failure.Message, "'Image'");
        }
        // Left out where bad images are: one picture is left to train on.
        using HierQuantizeTransformer model = Quantize(ImageContent.Segmentation, options => options.BadImages = BadImages.Skip).Fit(TinyMaps.Encoded(s_ml, maps));
        List<string> codes = Rows.Read(model.Transform(TinyMaps.Encoded(s_ml, maps)), "Codes");
        Assert.IsTrue(codes[1].Split(',').All(code => code == "0"));
    }

    [TestMethod]
    public void NumbersBetweenClassesAreRefused()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable([new TinyMaps.NumberRow { Image = [.. Enumerable.Repeat(0.5f, 64)] }]);
        StringAssert.Contains(Conformance.Root(Assert.Throws<Exception>(() => Quantize(ImageContent.Segmentation).Fit(data))).Message, "the value 0.5 at pixel (0, 0)");
    }

    [TestMethod]
    public void WhatClassesCannotBeIsRefused()
    {
        Refused(options => options.Fit = ImageFit.Pad, "no class to pad with");
        Refused(options => options.PixelMaximum = 1, "leave them at 0 and 255");
        Refused(options => options.Tokenizer.Classes = 1, "from 2 to 256");
        Refused(options => options.Tokenizer.Content = ImageContent.Gray, "leave it at 0");

        static void Refused(Action<HierQuantizeOptions> change, string message) =>
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Quantize(ImageContent.Segmentation, change)).Message, message);
    }

    [TestMethod]
    public void VectorsOfAnotherSizeAreRefusedByTheSchema()
    {
        using HierQuantizeTransformer model = Quantize(ImageContent.Gray).Fit(TinyMaps.Encoded(s_ml, [TinyMaps.Gray(0), TinyMaps.Gray(1)]));
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(TinyImages.Pixels(s_ml, 2))).Message, "Vector<Single, 64>");
    }

    private static HierQuantizeEstimator Quantize(ImageContent content, Action<HierQuantizeOptions>? change = null) => TinyModels.Quantize(s_ml, options =>
    {
        options.Tokenizer = TinyModels.Maps(content, epochs: 1);
        change?.Invoke(options);
    });
}
