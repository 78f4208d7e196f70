using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.HierTransformer;

[TestClass]
public sealed class HierTransformerTests
{
    private static readonly MLContext s_ml = Codes.ML;
    private static HierPriorTransformer s_plain = null!;
    private static HierPriorTransformer s_labelled = null!;

    [ClassInitialize]
    public static void Train(TestContext _)
    {
        s_plain = Trainer().Fit(Codes.Of(12));
        s_labelled = Trainer("Label").Fit(Codes.Of(12));
    }

    [ClassCleanup]
    public static void Free()
    {
        s_plain.Dispose();
        s_labelled.Dispose();
    }

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSaving()
    {
        Conformance.Check(s_ml, Trainer(), Codes.Of(9), "Score", "CodeScores", "Number");
        Conformance.Check(s_ml, Trainer("Label"), Codes.Of(9), "Score", "CodeScores", "Label");
    }

    [TestMethod]
    public void TheScoreIsTheMeanOfTheCodesScores()
    {
        IDataView scored = s_plain.Transform(Codes.Of(7));
        float[] scores = [.. scored.GetColumn<float>("Score")];
        List<float[]> bits = Rows.Vectors<float>(scored, "CodeScores");
        for (int i = 0; i < 7; i++)
        {
            Assert.HasCount(20, bits[i]);
            Assert.AreEqual(bits[i].Average(), scores[i], 1e-4f);
            Assert.IsTrue(bits[i].All(value => value >= 0));
        }
        VBuffer<int> layout = default;
        scored.Schema["CodeScores"].Annotations.GetValue("CodeLayout", ref layout);
        CollectionAssert.AreEqual(Codes.Tokenizer.Layout.ToArray(), layout.DenseValues().ToArray());
    }

    [TestMethod]
    public void LabelsMayBeKeysAndMeanTheSame()
    {
        IDataView data = s_ml.Transforms.Conversion.MapValueToKey("Key", "Label").Fit(Codes.Of(12)).Transform(Codes.Of(12));
        using HierPriorTransformer byKey = Trainer("Key").Fit(data);
        CollectionAssert.AreEqual(TinyImages.Labels, byKey.Labels.ToArray());
        CollectionAssert.AreEqual(Rows.Read(s_labelled.Transform(data), "CodeScores"), Rows.Read(byKey.Transform(data), "CodeScores"));
    }

    [TestMethod]
    public void KeysWithoutValuesAreNoLabels()
    {
        IDataView data = s_ml.Data.LoadFromEnumerable([new BareKey()]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => LabelColumn.Find(data.Schema, "Key")).Message, "without KeyValues");
    }

    [TestMethod]
    public void LabelsConditionTheScores()
    {
        CollectionAssert.AreEqual(TinyImages.Labels, s_labelled.Labels.ToArray());
        uint[] row = Rows.Vectors<uint>(Codes.Of(1), "Codes")[0];
        IDataView data = s_ml.Data.LoadFromEnumerable(TinyImages.Labels.Select(label => new Codes.Row { Codes = row, Label = label }).ToArray());
        Assert.AreEqual(3, Rows.Read(s_labelled.Transform(data), "Score").Distinct().Count());
        Assert.AreEqual(1, Rows.Read(s_plain.Transform(data), "Score").Distinct().Count());
    }

    [TestMethod]
    public void WithoutConditionDropoutALabelIsNeeded()
    {
        uint[] row = Rows.Vectors<uint>(Codes.Of(1), "Codes")[0];
        IDataView unseen = s_ml.Data.LoadFromEnumerable([new Codes.Row { Codes = row, Label = "warm" }, new Codes.Row { Codes = row, Label = "purple" }]);
        var failure = Assert.Throws<InvalidOperationException>(() => Rows.Read(s_labelled.Transform(unseen), "Score"));
        StringAssert.Contains(failure.Message, "Row 1, column 'Label'");
        StringAssert.Contains(failure.Message, "'purple'");
        StringAssert.Contains(failure.Message, "warm, cold, grey");
        IDataView none = s_ml.Transforms.DropColumns("Label").Fit(Codes.Of(2)).Transform(Codes.Of(2));
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_labelled.Transform(none)).Message, "'Label'");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_labelled.GetOutputSchema(none.Schema)).Message, "'Label'");
    }

    [TestMethod]
    public void WithConditionDropoutAMissingOrUnseenLabelIsUnconditional()
    {
        HqTransformerOptions options = TinyModels.Prior();
        options.ConditionDropout = 0.2;
        using HierPriorTransformer prior = s_ml.HierTrainers().HierTransformer("Codes", "Label", options).Fit(Codes.Of(12));
        IDataView codes = Codes.Of(3);
        IDataView none = s_ml.Transforms.DropColumns("Label").Fit(codes).Transform(codes);
        List<string> unconditional = Rows.Read(prior.Transform(none), "Score");
        IDataView unseen = s_ml.Data.LoadFromEnumerable(Rows.Vectors<uint>(codes, "Codes").Select((row, i) => new Codes.Row { Codes = row, Label = i == 0 ? "" : "purple" }).ToArray());
        CollectionAssert.AreEqual(unconditional, Rows.Read(prior.Transform(unseen), "Score"));
        CollectionAssert.AreNotEqual(unconditional, Rows.Read(prior.Transform(codes), "Score"));
    }

    [TestMethod]
    public void RowsWithHolesGetNoScoreAndAreNotTrainedOn()
    {
        IDataView whole = Codes.Of(4);
        IDataView holes = Codes.WithHoles(4, 19);
        Assert.IsTrue(s_plain.Transform(holes).GetColumn<float>("Score").All(float.IsNaN));
        Assert.IsTrue(Rows.Vectors<float>(s_plain.Transform(holes), "CodeScores").All(row => row.All(float.IsNaN)));
        Assert.HasCount(4, Rows.Read(s_plain.Transform(whole), "Score"));
    }

    [TestMethod]
    public void APredictionEngineScoresARow()
    {
        float[] expected = [.. s_plain.Transform(Codes.Of(5)).GetColumn<float>("Score")];
        using PredictionEngine<Codes.Row, ScoreRow> engine = s_ml.Model.CreatePredictionEngine<Codes.Row, ScoreRow>(s_plain, new PredictionEngineOptions { OwnsTransformer = false });
        List<uint[]> rows = Rows.Vectors<uint>(Codes.Of(5), "Codes");
        for (int i = 0; i < 5; i++)
            Assert.AreEqual(expected[i], engine.Predict(new Codes.Row { Codes = rows[i] }).Score, 1e-5f);
    }

    [TestMethod]
    public void CodesOfAnotherTokenizerAreRefused()
    {
        IDataView data = TinyImages.Encoded(s_ml, 8);
        using HierQuantizeTransformer other = TinyModels.Quantize(s_ml, options => options.Tokenizer = TinyModels.Tokenizer(seed: 2)).Fit(data);
        var failure = Assert.Throws<ArgumentOutOfRangeException>(() => s_plain.Transform(other.Transform(data)));
        StringAssert.Contains(failure.Message, "'Codes'");
        StringAssert.Contains(failure.Message, other.TokenizerId);
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer().Fit(other.Transform(data), s_plain));
    }

    [TestMethod]
    public void WrongColumnsAreNamedInEveryPlace()
    {
        AssertRefused(s_ml.Data.LoadFromEnumerable([new { Other = 1f }]), "Could not find column 'Codes'");
        AssertRefused(s_ml.Data.LoadFromEnumerable([new { Codes = new float[20] }]), "column 'Codes'");
        IDataView bare = s_ml.Data.LoadFromEnumerable([new Codes.Row { Codes = new uint[20] }]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Trainer().Fit(bare)).Message, "HierQuantize");
        IDataView short1 = s_ml.Data.LoadFromEnumerable([new ShortRow()]);
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => s_plain.Transform(short1)).Message, "column 'Codes'");
        IDataView codes = Codes.Of(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer("Number").Fit(codes));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer("Number").GetOutputSchema(SchemaShape.Create(codes.Schema)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer("Nothing").Fit(codes));
    }

    [TestMethod]
    public void SoftLabelsTrainOnTheLatents()
    {
        HqTransformerOptions options = TinyModels.Prior();
        options.SoftLabels = true;
        using HierPriorTransformer soft = s_ml.HierTrainers().HierTransformer("Codes", null, options, latentsColumnName: "Latents").Fit(Codes.Of(12));
        CollectionAssert.AreNotEqual(Rows.Read(s_plain.Transform(Codes.Of(5)), "Score"), Rows.Read(soft.Transform(Codes.Of(5)), "Score"));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => s_ml.HierTrainers().HierTransformer("Codes", null, options)).Message, "LatentsColumnName");
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierTrainers().HierTransformer("Codes", null, options, latentsColumnName: "Nothing").Fit(Codes.Of(2)));
    }

    [TestMethod]
    public void TrainingGoesOnFromALoadedModel()
    {
        IDataView data = Codes.Of(12);
        byte[] zip = Conformance.Save(s_ml, s_labelled, data.Schema);
        var loaded = (HierPriorTransformer)Conformance.Load(s_ml, zip);
        using HierPriorTransformer more = Trainer("Label").Fit(data, loaded);
        CollectionAssert.AreEqual(s_labelled.Labels.ToArray(), more.Labels.ToArray());
        CollectionAssert.AreNotEqual(Rows.Read(loaded.Transform(data), "Score"), Rows.Read(more.Transform(data), "Score"));
        CollectionAssert.AreEqual(Rows.Read(s_labelled.Transform(data), "Score"), Rows.Read(loaded.Transform(data), "Score"));
        loaded.Dispose();
        IDataView purple = s_ml.Data.LoadFromEnumerable([new Codes.Row()]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Trainer("Label").Fit(purple, s_labelled));
    }

    [TestMethod]
    public void ARowWithoutALabelIsNamedInTraining()
    {
        IDataView unlabelled = Codes.Tokenizer.Transform(s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4)
            .Select(i => new TinyImages.EncodedRow { Image = TinyImages.Png(i), Label = i == 2 ? "" : "warm" }).ToArray()));
        var failure = Assert.Throws<InvalidOperationException>(() => Trainer("Label").Fit(unlabelled));
        StringAssert.Contains(failure.Message, "Row 2");
        StringAssert.Contains(failure.Message, "ConditionDropout");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamedBeforeAnyWork()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierTrainers().HierTransformer("Codes", null, new HqTransformerOptions { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentException>(() => s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { CodesColumnName = "" }));
        Assert.Throws<ArgumentException>(() => s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { CodeScoresColumnName = "Score" }));
    }

    private static HierTransformerTrainer Trainer(string? label = null) =>
        s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { LabelColumnName = label, Prior = TinyModels.Prior(), BatchSize = 4 });

    private static void AssertRefused(IDataView data, string part)
    {
        foreach (Action place in (Action[])
        [
            () => Trainer().GetOutputSchema(SchemaShape.Create(data.Schema)), () => Trainer().Fit(data),
            () => s_plain.GetOutputSchema(data.Schema), () => s_plain.Transform(data), () => ((ITransformer)s_plain).GetRowToRowMapper(data.Schema),
        ])
        {
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(place).Message, part);
        }
    }

    private sealed class ScoreRow
    {
        public float Score { get; set; }
    }

    private sealed class ShortRow
    {
        [VectorType(5), KeyType(16)]
        public uint[] Codes { get; set; } = new uint[5];
    }

    private sealed class BareKey
    {
        [KeyType(3)]
        public uint Key { get; set; } = 1;
    }
}
