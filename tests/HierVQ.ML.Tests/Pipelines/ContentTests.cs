using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

/// <summary>Gray images and segmentations through the whole pipeline: trained, saved, loaded, decoded and measured.</summary>
[TestClass]
public sealed class ContentTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void SegmentationsComeBackAsTheNumbersOfClasses()
    {
        byte[][] maps = [.. Enumerable.Range(0, 24).Select(TinyMaps.ClassIds)];
        IDataView data = TinyMaps.Encoded(s_ml, maps);
        var accuracies = new List<double>();
        VqGanOptions options = TinyModels.Maps(ImageContent.Segmentation);
        options.MetricsCallback = report =>
        {
            Assert.IsNull(report.Psnr);
            accuracies.Add(report.PixelAccuracy!.Value);
        };
        using TransformerChain<Transforms.HierDequantizeTransformer> model = s_ml.Transforms.HierQuantize("Codes", "Image", options)
            .Append(s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Classes" })).Fit(data);
        Assert.IsGreaterThan(accuracies[0], accuracies[^1]);

        using var loaded = (IDisposable)Conformance.Load(s_ml, Conformance.Save(s_ml, model, data.Schema));
        IDataView decoded = ((ITransformer)loaded).Transform(data);
        CollectionAssert.AreEqual(Rows.Read(model.Transform(data), "Codes", "Reconstructed", "Classes"), Rows.Read(decoded, "Codes", "Reconstructed", "Classes"));
        Assert.AreEqual("1,8,8", string.Join(",", ((VectorDataViewType)decoded.Schema["Classes"].Type).Dimensions));
        List<float[]> classes = Rows.Vectors<float>(decoded, "Classes");
        Assert.IsTrue(classes.All(row => row.All(id => id is 0 or 1 or 2)));
        double right = maps.Zip(classes, (map, row) => map.Zip(row, (wanted, got) => wanted == got ? 1.0 : 0).Average()).Average();
        Assert.IsGreaterThan(0.9, right);

        SegmentationMetrics metrics = s_ml.HierVQ.EvaluateSegmentation(decoded);
        Assert.AreEqual(right, metrics.PixelAccuracy, 1e-6);
        Assert.AreEqual((24L, 0L), (metrics.Images, metrics.Missing));
        Assert.HasCount(TinyMaps.Classes, metrics.IntersectionOverUnion);
        Assert.AreEqual(metrics.IntersectionOverUnion.Average(), metrics.MeanIntersectionOverUnion, 1e-9);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.EvaluateReconstruction(decoded)).Message, "EvaluateSegmentation");
    }

    [TestMethod]
    public void GrayImagesComeBackGray()
    {
        byte[][] maps = [.. Enumerable.Range(0, 24).Select(TinyMaps.Gray)];
        IDataView data = TinyMaps.Encoded(s_ml, maps);
        using TransformerChain<Transforms.HierDequantizeTransformer> model = s_ml.Transforms.HierQuantize("Codes", "Image", TinyModels.Maps(ImageContent.Gray))
            .Append(s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Pixels" })).Fit(data);

        using var loaded = (IDisposable)Conformance.Load(s_ml, Conformance.Save(s_ml, model, data.Schema));
        IDataView decoded = ((ITransformer)loaded).Transform(data);
        CollectionAssert.AreEqual(Rows.Read(model.Transform(data), "Codes", "Reconstructed", "Pixels"), Rows.Read(decoded, "Codes", "Reconstructed", "Pixels"));
        foreach (MLImage image in decoded.GetColumn<MLImage>("Reconstructed"))
        {
            using (image)
            {
                byte[] pixels = image.Pixels.ToArray();
                Assert.IsTrue(pixels.Chunk(4).All(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2] && pixel[3] == 255));
            }
        }
        ReconstructionMetrics metrics = s_ml.HierVQ.EvaluateReconstruction(decoded);
        Assert.AreEqual(24L, metrics.Images);
        Assert.IsGreaterThan(15, metrics.Psnr);
        // A byte a pixel is compared, so that coloured originals count by their brightness.
        double error = maps.Zip(Rows.Vectors<float>(decoded, "Pixels"), (map, row) => map.Zip(row, (wanted, got) => (wanted - got) * (wanted - got)).Average()).Average();
        Assert.AreEqual(error, metrics.MeanSquaredError, 1e-3);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierVQ.EvaluateSegmentation(decoded)).Message, "EvaluateReconstruction");
    }

    [TestMethod]
    public void AGeneratorDrawsAndCompletesThem()
    {
        HqVaeOptions tokenizer = TinyModels.Tokenizer();
        tokenizer.Content = ImageContent.Gray;
        IDataView data = TinyMaps.Encoded(s_ml, Enumerable.Range(0, 12).Select(TinyMaps.Gray));
        using var model = (IDisposable)s_ml.Transforms.HierQuantize("Codes", "Image", tokenizer)
            .Append(s_ml.HierVQ.Trainers.HierTransformer("Codes", options: TinyModels.Prior())).Fit(data);
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator((ITransformer)model);
        using GeneratedImages drawn = generator.Generate(2);
        using MLImage picture = TinyImages.Image(1);
        using GeneratedImages completed = generator.Complete(picture, 1, KeepRegion.TopHalf);
        foreach (GeneratedImage image in drawn.Concat(completed))
            Assert.IsTrue(image.Rgb.ToArray().Chunk(3).All(pixel => pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    }

    [TestMethod]
    [DataRow(ImageContent.Gray)]
    [DataRow(ImageContent.Segmentation)]
    public void SchemasAgreeAndValuesSurviveSaving(ImageContent content) => Conformance.Check(s_ml,
        s_ml.Transforms.HierQuantize("Codes", "Image", TinyModels.Maps(content, epochs: 1)).Append(s_ml.Transforms.HierDequantize(new HierDequantizeOptions { PixelsColumnName = "Pixels" })),
        TinyMaps.Encoded(s_ml, Enumerable.Range(0, 8).Select(i => content == ImageContent.Gray ? TinyMaps.Gray(i) : TinyMaps.ClassIds(i))), "Codes", "Reconstructed", "Pixels");
}
