using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Pipelines;

[TestClass]
public sealed class PipelineTests
{
    private static readonly MLContext s_ml = TinyPipeline.ML;

    [TestMethod]
    public void PropertyAndMethodAreTheSame()
    {
        var ml = new MLContext();
        Assert.IsInstanceOfType<HierVQCatalog>(ml.HierVQ);
        Assert.IsInstanceOfType<HierVQCatalog>(ml.HierVQ());
        Assert.IsNotNull(ml.HierVQ.Trainers);
        Assert.IsNotNull(ml.HierVQ().Trainers);
    }

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSaving() => Conformance.Check(s_ml, TinyPipeline.Estimator(s_ml), TinyImages.Encoded(s_ml, 9), "Codes", "Score", "CodeScores", "Reconstructed");

    [TestMethod]
    public void StockTransformsStandBeforeAndBehind()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        TinyImages.Paths(s_ml, folder, 9);
        IDataView data = s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(i => new PathRow { ImagePath = $"{i}.png", Label = TinyImages.Label(i) }).ToArray());
        IEstimator<ITransformer> pipeline = s_ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(s_ml.Transforms.LoadImages("Loaded", folder, "ImagePath"))
            .Append(s_ml.Transforms.ResizeImages("Image", 8, 8, "Loaded"))
            .Append(TinyPipeline.Estimator(s_ml))
            .Append(s_ml.Transforms.ExtractPixels("Pixels", "Reconstructed"))
            .Append(s_ml.Transforms.CopyColumns("Bits", "Score"))
            .Append(s_ml.Transforms.DropColumns("Loaded"));
        Conformance.Check(s_ml, pipeline, data, "Codes", "Bits", "Pixels", "Reconstructed");
    }

    [TestMethod]
    public void APredictionEngineTakesTheSamePath()
    {
        float[] expected = [.. TinyPipeline.Model.Transform(TinyImages.Encoded(s_ml, 6)).GetColumn<float>("Score")];
        using PredictionEngine<TinyImages.EncodedRow, ScoreRow> engine = s_ml.Model.CreatePredictionEngine<TinyImages.EncodedRow, ScoreRow>(
            TinyPipeline.Model, new PredictionEngineOptions { OwnsTransformer = false });
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 6; i++)
                Assert.AreEqual(expected[i], engine.Predict(new TinyImages.EncodedRow { Image = TinyImages.Png(i), Label = TinyImages.Label(i) }).Score, 1e-4f);
        }
    }

    [TestMethod]
    public void AFreshProcessGivesTheSameScoresToTheLastBitTwice()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        string zip = Path.Combine(folder, "model.zip");
        IDataView data = s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new TinyImages.EncodedRow { Image = TinyImages.Png(i), Label = "warm" }).ToArray());
        s_ml.Model.Save(TinyPipeline.Model, data.Schema, zip);
        string[] images = [.. Enumerable.Range(0, 5).Select(i => Path.Combine(folder, $"{i}.png"))];
        for (int i = 0; i < 5; i++)
            File.WriteAllBytes(images[i], TinyImages.Png(i));
        List<string> expected = Rows.Read(TinyPipeline.Model.Transform(data), "Score");
        for (int time = 0; time < 2; time++)
            CollectionAssert.AreEqual(expected, FreshProcess.Run([zip, .. images]));
    }

    [TestMethod]
    public void SeveralCursorsShareTheNetworks()
    {
        IDataView scored = TinyPipeline.Model.Transform(TinyImages.Encoded(s_ml, 12));
        List<string> expected = Rows.Read(scored, "Number", "Score");
        Parallel.For(0, 6, _ => CollectionAssert.AreEqual(expected, Rows.Read(scored, "Number", "Score")));
    }

    [TestMethod]
    public void CrossValidationFoldsTrainAndScore()
    {
        foreach (DataOperationsCatalog.TrainTestData fold in s_ml.Data.CrossValidationSplit(TinyImages.Encoded(s_ml, 24), 2))
        {
            ITransformer model = TinyPipeline.Estimator(s_ml).Fit(fold.TrainSet);
            Assert.IsTrue(s_ml.HierVQ.EvaluateLikelihood(model.Transform(fold.TestSet)).BitsPerCode > 0);
            ((IDisposable)model).Dispose();
        }
    }

    private sealed class ScoreRow
    {
        public float Score { get; set; }
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";
        public string Label { get; set; } = "";
    }
}
