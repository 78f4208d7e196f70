using HierVQ.Packages.Tests.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace HierVQ.Packages.Tests.ImageAnalytics;

[TestClass]
public sealed class ImageTransformTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static IDataView Paths => Ml.Data.LoadFromEnumerable<PathRow>(
        [new() { Path = "rgb.bmp" }, new() { Path = "palette.png" }, new() { Path = "rgb.webp" }]);

    [TestMethod]
    public void FilesAreLoadedResizedAndExtracted()
    {
        var pipeline = Ml.Transforms.LoadImages("Image", SampleImages.PathOf("."), "Path")
            .Append(Ml.Transforms.ResizeImages("Image", 8, 6))
            .Append(Ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true, offsetImage: 127.5f, scaleImage: 1 / 127.5f));
        IDataView output = pipeline.Fit(Paths).Transform(Paths);
        Assert.AreEqual("Vector<Single, 6, 8, 3>", output.Schema["Pixels"].Type.ToString());
        float[][] rows = [.. output.GetColumn<float[]>("Pixels")];
        Assert.HasCount(3, rows);
        foreach (float[] row in rows)
        {
            Assert.HasCount(6 * 8 * 3, row);
            Assert.AreEqual((200 / 127.5f) - 1, row[0], 0.03);
            Assert.AreEqual(-1, row[1], 0.03);
            Assert.AreEqual((250 / 127.5f) - 1, row[^1], 0.03);
        }
    }

    [TestMethod]
    public void APipelineWithImagesComesBackFromItsZip()
    {
        var pipeline = Ml.Transforms.LoadImages("Image", SampleImages.PathOf("."), "Path")
            .Append(Ml.Transforms.ResizeImages("Small", 4, 4, "Image", ImageResizingEstimator.ResizingKind.IsoPad, ImageResizingEstimator.Anchor.Left))
            .Append(Ml.Transforms.ConvertToGrayscale("Grey", "Small"))
            .Append(Ml.Transforms.ExtractPixels("Pixels", "Grey", ColorBits.All, ColorsOrder.AGBR, outputAsFloatArray: false));
        ITransformer model = pipeline.Fit(Paths);
        using MemoryStream zip = new();
        Ml.Model.Save(model, Paths.Schema, zip);
        zip.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(zip, out DataViewSchema schema);
        CollectionAssert.AreEqual(new[] { "Path", "Id" }, schema.Select(c => c.Name).ToArray());
        byte[][] before = [.. model.Transform(Paths).GetColumn<byte[]>("Pixels")];
        byte[][] after = [.. loaded.Transform(Paths).GetColumn<byte[]>("Pixels")];
        Assert.HasCount(3, after);
        for (int i = 0; i < 3; i++)
            CollectionAssert.AreEqual(before[i], after[i]);
    }

    [TestMethod]
    public void RawBytesAreTheFile()
    {
        IDataView output = Ml.Transforms.LoadRawImageBytes("Bytes", SampleImages.PathOf("."), "Path").Fit(Paths).Transform(Paths);
        CollectionAssert.AreEqual(SampleImages.Read("palette.png"), output.GetColumn<byte[]>("Bytes").ElementAt(1));
    }

    [TestMethod]
    public void AnEmptyPathIsNoImageAndAMissingOneAnError()
    {
        IDataView data = Ml.Data.LoadFromEnumerable<PathRow>([new() { Path = "" }, new() { Path = "missing.png" }]);
        IDataView output = Ml.Transforms.LoadImages("Image", SampleImages.PathOf("."), "Path").Fit(data).Transform(data);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Image"]]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(output.Schema["Image"]);
        MLImage? image = null;
        cursor.MoveNext();
        getter(ref image!);
        Assert.IsNull(image);
        cursor.MoveNext();
        Assert.ThrowsExactly<FileNotFoundException>(() => getter(ref image));
    }

    [TestMethod]
    public void AnImageLivesUntilTheNextRow()
    {
        IDataView output = Ml.Transforms.LoadImages("Image", SampleImages.PathOf("."), "Path").Fit(Paths).Transform(Paths);
        MLImage? first = null, second = null;
        using (DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Image"]]))
        {
            ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(output.Schema["Image"]);
            MLImage? image = null;
            cursor.MoveNext();
            getter(ref image!);
            first = image;
            Assert.AreEqual(16, first.Width);
            cursor.MoveNext();
            getter(ref image);
            second = image;
            Assert.ThrowsExactly<InvalidOperationException>(() => first.Width);
        }
        Assert.ThrowsExactly<InvalidOperationException>(() => second.Width);
    }

    [TestMethod]
    public void ResizingToTheSameSizeGivesTheSourceItself()
    {
        byte[] pixels = [.. Enumerable.Range(0, 16).Select(i => (byte)(i % 4 == 3 ? 255 : i))];
        MLImage mine = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels);
        IDataView data = Ml.Data.LoadFromEnumerable<ImageRow>([new() { Img = mine }]);
        IDataView output = Ml.Transforms.ResizeImages("Same", 2, 2, "Img").Fit(data).Transform(data);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["Same"]]);
        cursor.MoveNext();
        MLImage? image = null;
        cursor.GetGetter<MLImage>(output.Schema["Same"])(ref image!);
        Assert.AreSame(mine, image);
    }

    [TestMethod]
    public void APredictionEngineTakesImages()
    {
        var pipeline = Ml.Transforms.ExtractPixels("Back", "Img", ColorBits.Rgb, ColorsOrder.ABGR);
        ITransformer model = pipeline.Fit(Ml.Data.LoadFromEnumerable<ImageRow>([]));
        using PredictionEngine<ImageRow, BackRow> engine = Ml.Model.CreatePredictionEngine<ImageRow, BackRow>(model);
        byte[] pixels = [1, 2, 3, 255, 4, 5, 6, 255, 7, 8, 9, 255, 10, 11, 12, 255];
        using MLImage image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, pixels);
        BackRow row = engine.Predict(new ImageRow { Img = image });
        CollectionAssert.AreEqual(new float[] { 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12 }, row.Back);
    }

    [TestMethod]
    public void ColumnsOfOtherTypesAreRefused()
    {
        IDataView data = Ml.Data.LoadFromEnumerable<PathRow>([new()]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.LoadImages("Image", null, "Id").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ResizeImages("Image", 2, 2, "Path").Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.LoadImages("Image", null, "Path").Append(Ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(data));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ml.Transforms.ConvertToImage(2, 2, "Image", "Path").Fit(data));
    }
}
