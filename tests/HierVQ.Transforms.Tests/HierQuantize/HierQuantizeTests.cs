using HierVQ.Codes;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace HierVQ.Tests.HierQuantize;

[TestClass]
public sealed class HierQuantizeTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static HierQuantizeTransformer s_model = null!;

    [ClassInitialize]
    public static void Train(TestContext _) => s_model = TinyModels.Quantize(s_ml).Fit(TinyImages.Encoded(s_ml, 12));

    [ClassCleanup]
    public static void Free() => s_model.Dispose();

    [TestMethod]
    [DataRow("encoded")]
    [DataRow("images")]
    [DataRow("pixels")]
    public void AgreesWithItselfAndSurvivesSaving(string kind)
    {
        IDataView data = kind switch { "encoded" => TinyImages.Encoded(s_ml, 9), "images" => TinyImages.Images(s_ml, 9), _ => TinyImages.Pixels(s_ml, 9) };
        Conformance.Check(s_ml, TinyModels.Quantize(s_ml, options => options.LatentsColumnName = "Latents"), data, "Codes", "Latents", "Number");
    }

    [TestMethod]
    public void TheSameImageInAnyFormGivesTheSameCodes()
    {
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        IDataView encoded = TinyImages.Encoded(s_ml, 9);
        List<string> expected = Rows.Read(s_model.Transform(encoded), "Codes");
        Assert.IsGreaterThan(1, expected.Distinct().Count());
        foreach (IDataView data in (IDataView[])[TinyImages.Images(s_ml, 9), TinyImages.Pixels(s_ml, 9)])
            CollectionAssert.AreEqual(expected, Rows.Read(s_model.Transform(data), "Codes"));
        IDataView paths = TinyImages.Paths(s_ml, folder, 9);
        HierQuantizeTransformer byPath = TinyModels.Quantize(s_ml, options => (options.ImageFolder, options.FittedTokenizer) = (folder, s_model.Tokenizer)).Fit(paths);
        CollectionAssert.AreEqual(expected, Rows.Read(byPath.Transform(paths), "Codes"));
    }

    [TestMethod]
    public void TheColumnSaysWhatItsCodesAre()
    {
        DataViewSchema.Column codes = s_model.GetOutputSchema(TinyImages.Encoded(s_ml, 1).Schema)["Codes"];
        var type = (VectorDataViewType)codes.Type;
        Assert.AreEqual(20, type.Size);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), 16), type.ItemType);
        CodesColumn column = CodesColumn.Find(s_model.GetOutputSchema(TinyImages.Encoded(s_ml, 1).Schema), "Codes");
        Assert.AreEqual(new CodeLayout(new CodeLevel(2, 2, 1, 16), new CodeLevel(4, 4, 1, 16)), column.Layout);
        Assert.AreEqual(s_model.TokenizerId, column.TokenizerId);
        Assert.AreSame(s_model.Tokenizer, column.Tokenizer!.Tokenizer);
        Assert.HasCount(64, s_model.TokenizerId);
        VBuffer<int> layout = default;
        codes.Annotations.GetValue("CodeLayout", ref layout);
        CollectionAssert.AreEqual((int[])[2, 2, 1, 16, 4, 4, 1, 16], layout.DenseValues().ToArray());
    }

    [TestMethod]
    public void EveryCodeIsAKeyOfItsLevel()
    {
        foreach (uint[] row in Rows.Vectors<uint>(s_model.Transform(TinyImages.Encoded(s_ml, 9)), "Codes"))
            Assert.IsTrue(row.All(key => key is >= 1 and <= 16));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void NoRowsAndOneRowAreRowsToo(int count) =>
        Assert.HasCount(count, Rows.Read(s_model.Transform(TinyImages.Encoded(s_ml, count)), "Codes", "Image"));

    [TestMethod]
    public void APredictionEngineGivesTheCodesOfTheRow()
    {
        List<uint[]> expected = Rows.Vectors<uint>(s_model.Transform(TinyImages.Encoded(s_ml, 6)), "Codes");
        using PredictionEngine<TinyImages.EncodedRow, CodesRow> engine = s_ml.Model.CreatePredictionEngine<TinyImages.EncodedRow, CodesRow>(s_model, new PredictionEngineOptions { OwnsTransformer = false });
        for (int i = 0; i < 6; i++)
            CollectionAssert.AreEqual(expected[i], engine.Predict(new TinyImages.EncodedRow { Image = TinyImages.Png(i) }).Codes);
        var wrong = Assert.Throws<Exception>(() => engine.Predict(new TinyImages.EncodedRow { Image = [1, 2, 3] }));
        StringAssert.Contains(wrong.Message, "'Image'");
        CollectionAssert.AreEqual(expected[2], engine.Predict(new TinyImages.EncodedRow { Image = TinyImages.Png(2) }).Codes);
    }

    [TestMethod]
    public void ManyThreadsShareOneNetwork()
    {
        IDataView data = TinyImages.Encoded(s_ml, 10);
        List<string> expected = Rows.Read(s_model.Transform(data), "Codes");
        Parallel.For(0, 8, _ => CollectionAssert.AreEqual(expected, Rows.Read(s_model.Transform(data), "Codes")));
    }

    [TestMethod]
    public void WorksInSplitsAndBehindACache()
    {
        IDataView data = TinyImages.Encoded(s_ml, 30);
        DataOperationsCatalog.TrainTestData split = s_ml.Data.TrainTestSplit(data, 0.3, seed: 3);
        List<string> all = Rows.Read(s_model.Transform(data), "Number", "Codes");
        List<string> parts = [.. Rows.Read(s_model.Transform(split.TrainSet), "Number", "Codes"), .. Rows.Read(s_model.Transform(split.TestSet), "Number", "Codes")];
        CollectionAssert.AreEquivalent(all, parts);
        IDataView cached = s_ml.Data.Cache(s_model.Transform(data), "Number", "Codes");
        CollectionAssert.AreEqual(all, Rows.Read(cached, "Number", "Codes"));
        Assert.AreEqual(s_model.TokenizerId, CodesColumn.Find(cached.Schema, "Codes").TokenizerId);
    }

    [TestMethod]
    public void TwoModelsSideBySideKeepApart()
    {
        IDataView data = TinyImages.Encoded(s_ml, 12);
        using HierQuantizeTransformer other = TinyModels.Quantize(s_ml, options => options.Tokenizer = TinyModels.Tokenizer(seed: 2)).Fit(data);
        Assert.AreNotEqual(s_model.TokenizerId, other.TokenizerId);
        List<string> mine = Rows.Read(s_model.Transform(data), "Codes"), theirs = Rows.Read(other.Transform(data), "Codes");
        CollectionAssert.AreNotEqual(mine, theirs);
        CollectionAssert.AreEqual(mine, Rows.Read(s_model.Transform(data), "Codes"));
        IDataView both = other.Transform(s_model.Transform(data));
        CollectionAssert.AreEqual(theirs, Rows.Read(both, "Codes"));
        Assert.AreEqual(2, both.Schema.Count(column => column.Name == "Codes"));
    }

    [TestMethod]
    public void TheSameSeedTrainsTheSameTokenizer()
    {
        using HierQuantizeTransformer again = TinyModels.Quantize(s_ml).Fit(TinyImages.Encoded(s_ml, 12));
        Assert.AreEqual(s_model.TokenizerId, again.TokenizerId);
    }

    [TestMethod]
    public void TrainingGoesOnFromAFittedModelAndLeavesItAlone()
    {
        string before = s_model.TokenizerId;
        IDataView data = TinyImages.Encoded(s_ml, 12);
        List<string> codes = Rows.Read(s_model.Transform(data), "Codes");
        using HierQuantizeTransformer more = TinyModels.Quantize(s_ml).Fit(data, s_model);
        Assert.AreNotEqual(before, more.TokenizerId);
        CollectionAssert.AreEqual(codes, Rows.Read(s_model.Transform(data), "Codes"));
        HierQuantizeEstimator wider = TinyModels.Quantize(s_ml, options => options.Tokenizer = new HqVaeOptions { ImageSize = 8, ChannelMultipliers = [1], CodebookSize = 32 });
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => wider.Fit(data, s_model)).Message, "another shape");
    }

    [TestMethod]
    public void LaterChangesToTheOptionsDoNotReachAFittedModel()
    {
        HqVaeOptions tokenizer = TinyModels.Tokenizer();
        var options = new HierQuantizeOptions { Tokenizer = tokenizer };
        IDataView data = TinyImages.Encoded(s_ml, 8);
        using HierQuantizeTransformer model = s_ml.Transforms.HierQuantize(options).Fit(data);
        byte[] zip = Conformance.Save(s_ml, model, data.Schema);
        (options.OutputColumnName, tokenizer.CodebookSize) = ("Other", 99);
        CollectionAssert.AreEqual(Conformance.Entries(zip), Conformance.Entries(Conformance.Save(s_ml, model, data.Schema)));
        Assert.AreEqual(16, model.Layout.MaxCodebookSize);
    }

    [TestMethod]
    public void TrainingIsToldInTheLogAndToTheCallback()
    {
        var ml = new MLContext(seed: 1);
        var lines = new List<string>();
        ml.Log += (_, e) =>
        {
            lock (lines)
                lines.Add($"{e.Source}: {e.RawMessage}");
        };
        var reports = new List<TrainingProgress>();
        using HierQuantizeTransformer model = TinyModels.Quantize(ml, options => options.Tokenizer.MetricsCallback = reports.Add).Fit(TinyImages.Encoded(ml, 12));
        Assert.IsTrue(lines.Exists(line => line.Contains("Training on 12 images of 8 x 8 pixels.", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Exists(line => line.Contains("Epoch 2/2", StringComparison.Ordinal) && line.Contains("codes in use", StringComparison.Ordinal)));
        Assert.AreEqual(2, reports.Count(report => report.EndOfEpoch));
    }

    [TestMethod]
    [DataRow(10)] // 40 and 160 codes for 4
    [DataRow(9, "only 36 codes of 2 x 2 an image: 9 for each")]
    [DataRow(2, "only 8 codes of 2 x 2 an image: 2 for each", "only 32 codes of 4 x 4 an image: 8 for each")]
    public void ACodebookTooLargeForTheImagesIsTold(int images, params string[] expected)
    {
        var ml = new MLContext(seed: 1);
        var warnings = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Warning)
                warnings.Add(e.RawMessage);
        };
        HqVaeOptions tokenizer = TinyModels.Tokenizer();
        (tokenizer.Epochs, tokenizer.CodebookSize) = (1, 4);
        ml.Transforms.HierQuantize("Codes", "Image", tokenizer).Fit(TinyImages.Encoded(ml, images)).Dispose();
        Assert.HasCount(expected.Length, warnings);
        foreach ((string part, string warning) in expected.Zip(warnings))
            Assert.Contains(part, warning);
    }

    [TestMethod]
    public void ALossThatCannotBeHadIsAWarningInTheLog()
    {
        var ml = new MLContext(seed: 1);
        var lines = new List<string>();
        ml.Log += (_, e) =>
        {
            lock (lines)
                lines.Add($"{e.Kind}: {e.RawMessage}");
        };
        var said = new List<string>();
        using HierQuantizeTransformer model = TinyModels.Quantize(ml, options =>
        {
            ((HqVaeOptions)options.Tokenizer).Perceptual = new PerceptualLossOptions();
            options.Tokenizer.WarningCallback = said.Add;
        }).Fit(TinyImages.Encoded(ml, 12));
        Assert.IsTrue(lines.Exists(line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Perceptual.WeightsFile", StringComparison.Ordinal)));
        Assert.AreEqual(1, said.Count(warning => warning.Contains("Perceptual.WeightsFile", StringComparison.Ordinal)));
        // No more than the user's own: the log's has ended with the training.
        Assert.HasCount(1, model.Tokenizer.Options.WarningCallback!.GetInvocationList());
    }

    [TestMethod]
    public void TrainingImagesMayBeLargerThanThoseOfTheNetwork()
    {
        var ml = new MLContext(seed: 1);
        var lines = new List<string>();
        ml.Log += (_, e) =>
        {
            lock (lines)
                lines.Add(e.RawMessage);
        };
        IDataView data = TinyImages.Encoded(ml, 12);
        HierQuantizeEstimator estimator = TinyModels.Quantize(ml, options => options.Tokenizer.TrainingImageSize = 12);

        using HierQuantizeTransformer model = estimator.Fit(data);

        Assert.IsTrue(lines.Exists(line => line.Contains("Training on 12 images of 12 x 12 pixels.", StringComparison.Ordinal)));
        Assert.HasCount(12, Rows.Read(model.Transform(data), "Codes"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(TinyImages.Pixels(ml, 12))).Message, "TrainingImageSize is 12");
    }

    [TestMethod]
    public void FilesThatOnlyTrainingNeedsAreMissedBeforeAnyImageIsRead()
    {
        HierQuantizeEstimator estimator = TinyModels.Quantize(s_ml, options =>
        {
            options.Tokenizer.ImageSize = 16;
            ((HqVaeOptions)options.Tokenizer).Perceptual = new PerceptualLossOptions { WeightsFile = "no-such-file.safetensors" };
        });
        StringAssert.Contains(Assert.ThrowsExactly<FileNotFoundException>(() => estimator.Fit(TinyImages.Encoded(s_ml, 0))).Message, "Perceptual.WeightsFile is 'no-such-file.safetensors'");
    }

    [TestMethod]
    public void TrainingCanBeCancelled()
    {
        using var stop = new CancellationTokenSource();
        HierQuantizeEstimator estimator = TinyModels.Quantize(s_ml, options =>
        {
            options.Tokenizer.Epochs = 1000;
            options.Tokenizer.CancellationToken = stop.Token;
            options.Tokenizer.MetricsCallback = _ => stop.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => estimator.Fit(TinyImages.Encoded(s_ml, 12)));
    }

    [TestMethod]
    public void TrainingAndEncodingLeaveNothingBehind()
    {
        IDataView data = TinyImages.Encoded(s_ml, 8);
        long after = 0;
        for (int round = 0; round < 3; round++)
        {
            using (HierQuantizeTransformer model = TinyModels.Quantize(s_ml, options => options.LatentsColumnName = "Latents").Fit(data))
                Rows.Read(model.Transform(data), "Codes", "Latents");
            long live = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (round > 0)
                Assert.AreEqual(after, live);
            after = live;
        }
    }

    [TestMethod]
    public void ADisposedModelSaysSo()
    {
        IDataView data = TinyImages.Encoded(s_ml, 8);
        HierQuantizeTransformer model = TinyModels.Quantize(s_ml).Fit(data);
        model.Dispose();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => model.Transform(data));
        Assert.Throws<ObjectDisposedException>(() => Conformance.Save(s_ml, model, data.Schema));
    }

    [TestMethod]
    public void AFittedTokenizerStaysItsOwners()
    {
        IDataView data = TinyImages.Encoded(s_ml, 5);
        HierQuantizeTransformer borrowing = s_ml.Transforms.HierQuantize("Codes", "Image", s_model.Tokenizer).Fit(data);
        CollectionAssert.AreEqual(Rows.Read(s_model.Transform(data), "Codes"), Rows.Read(borrowing.Transform(data), "Codes"));
        borrowing.Dispose();
        Assert.HasCount(5, Rows.Read(s_model.Transform(data), "Codes"));
    }

    private sealed class CodesRow
    {
        [VectorType(20)]
        public uint[] Codes { get; set; } = [];
    }
}
