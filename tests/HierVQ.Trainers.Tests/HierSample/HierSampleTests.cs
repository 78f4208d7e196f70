using HierVQ.Codes;
using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.HierSample;

[TestClass]
public sealed class HierSampleTests
{
    private static readonly MLContext s_ml = Codes.ML;
    private static HierPriorTransformer s_prior = null!;

    [ClassInitialize]
    public static void Train(TestContext _) =>
        s_prior = s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { LabelColumnName = "Label", Prior = TinyModels.Prior() }).Fit(Codes.Of(12));

    [ClassCleanup]
    public static void Free() => s_prior.Dispose();

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingWithAPriorOfItsOwn() => Conformance.Check(s_ml,
        s_ml.Transforms.HierSample("Filled", "Codes", s_prior, "Label"), Codes.WithHoles(6, 8), "Filled", "Number");

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingBoundToThePipeline() => Conformance.Check(s_ml,
        s_ml.HierTrainers().HierTransformer(new HierTransformerOptions { LabelColumnName = "Label", Prior = TinyModels.Prior() }).Append(s_ml.Transforms.HierSample("Filled", "Codes", "Label")),
        Codes.Of(6), Codes.Missing(6), "Filled", "Score");

    [TestMethod]
    public void AgreesWithItselfAndSurvivesSavingWithATrainer() => Conformance.Check(s_ml,
        s_ml.Transforms.HierSample("Filled", "Codes", s_ml.HierTrainers().HierTransformer("Codes", null, TinyModels.Prior())), Codes.Of(8), Codes.Missing(8), "Filled");

    [TestMethod]
    public void KeepsWhatIsThereAndFillsWhatIsNot()
    {
        IDataView holes = Codes.WithHoles(6, 8);
        IDataView filled = Sampler().Fit(holes).Transform(holes);
        List<uint[]> before = Rows.Vectors<uint>(holes, "Codes"), after = Rows.Vectors<uint>(filled, "Codes");
        for (int i = 0; i < 6; i++)
        {
            CollectionAssert.AreEqual(before[i][..8], after[i][..8]);
            Assert.IsTrue(after[i].All(key => key is >= 1 and <= 16));
        }
        Assert.IsGreaterThan(1, after.Select(row => string.Join(",", row[8..])).Distinct().Count());
    }

    [TestMethod]
    public void ARowWithoutAHoleIsNamed()
    {
        IDataView whole = Codes.Of(6);
        var failure = Assert.Throws<InvalidOperationException>(() => Rows.Read(Sampler().Fit(whole).Transform(whole), "Codes"));
        StringAssert.Contains(failure.Message, "Row 0, column 'Codes': all 20 codes are there");
        StringAssert.Contains(failure.Message, "leave such rows out");
    }

    [TestMethod]
    public void TopKAboveACodebookIsNamedBeforeAPriorIsTrained()
    {
        HqTransformerOptions prior = TinyModels.Prior();
        prior.MetricsCallback = _ => Assert.Fail("The prior was trained.");
        var sampler = s_ml.Transforms.HierSample("Filled", "Codes", s_ml.HierTrainers().HierTransformer("Codes", null, prior), options: new SamplingOptions { TopK = new[] { 16, 17 } });
        Assert.Contains("TopK is 17 for level 1, but its codebook has 16 codes", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => sampler.Fit(Codes.Of(8))).Message);
    }

    [TestMethod]
    [DataRow(8, 16, null)]
    [DataRow(8, 17, "TopK is 17 for level 1")]
    [DataRow(9, 9, "TopK is 9 for level 0")]
    [DataRow(0, 0, null)]
    public void TopKIsAtMostTheCodebookOfItsOwnLevel(int top, int bottom, string? refusal) => AssertTopK(
        new CodeLayout(new CodeLevel(1, 1, 1, 8), new CodeLevel(2, 2, 1, 16)), new[] { top, bottom }, refusal);

    [TestMethod]
    [DataRow(8, 8, null)]
    [DataRow(8, 9, "TopK is 9 for level 0")]
    public void TopKMayGoByDepth(int first, int others, string? refusal) => AssertTopK(new CodeLayout(new CodeLevel(1, 1, 3, 8)), new[] { first, others }, refusal);

    private static void AssertTopK(CodeLayout layout, int[] topK, string? refusal)
    {
        void Check() => SamplingCheck.TopK(layout, new SamplingOptions { TopK = topK });
        if (refusal is null)
            Check();
        else
            Assert.Contains(refusal, Assert.ThrowsExactly<ArgumentOutOfRangeException>(Check).Message);
    }

    [TestMethod]
    public void WhatARowDrawsDependsOnItsSeedAlone()
    {
        IDataView holes = Codes.WithHoles(9, 4);
        List<string> expected = Rows.Read(Sampler(batch: 1).Fit(holes).Transform(holes), "Number", "Codes");
        CollectionAssert.AreEqual(expected, Rows.Read(Sampler(batch: 4).Fit(holes).Transform(holes), "Number", "Codes"));
        IDataView view = Sampler(batch: 4).Fit(holes).Transform(holes);
        using (DataViewRowCursor shuffled = view.GetRowCursor([view.Schema["Number"], view.Schema["Codes"]], new Random(3)))
            CollectionAssert.AreEquivalent(expected, Rows.Read(shuffled, "Number", "Codes"));
        var set = new List<string>();
        foreach (DataViewRowCursor cursor in view.GetRowCursorSet([view.Schema["Number"], view.Schema["Codes"]], 3))
        {
            using (cursor)
                set.AddRange(Rows.Read(cursor, "Number", "Codes"));
        }
        CollectionAssert.AreEquivalent(expected, set);
        CollectionAssert.AreNotEqual(expected, Rows.Read(Sampler(seed: 50).Fit(holes).Transform(holes), "Number", "Codes"));
    }

    [TestMethod]
    public void SeedsMayComeFromAColumn()
    {
        IDataView holes = Codes.WithHoles(5, 4);
        HierSampleEstimator byColumn = s_ml.Transforms.HierSample(new HierSampleOptions { LabelColumnName = "Label", SeedColumnName = "Seed" }, s_prior);
        CollectionAssert.AreEqual(Rows.Read(Sampler(seed: 100).Fit(holes).Transform(holes), "Codes"), Rows.Read(byColumn.Fit(holes).Transform(holes), "Codes"));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierSample(new HierSampleOptions { SeedColumnName = "Label" }, s_prior).Fit(holes));
    }

    [TestMethod]
    public void ALabelForAllRowsMustBeKnown()
    {
        IDataView holes = Codes.WithHoles(3, 4);
        IDataView Filled(string? label) => s_ml.Transforms.HierSample("Codes", "Codes", s_prior, options: new SamplingOptions { Label = label }).Fit(holes).Transform(holes);
        Assert.HasCount(3, Rows.Read(Filled("cold"), "Codes"));
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Filled("purple")).Message, "'purple'");
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Filled(null)).Message, "needs one");
    }

    [TestMethod]
    public void WithoutAPriorItSaysSoInEveryPlace()
    {
        IDataView codes = Codes.Of(2);
        HierSampleEstimator bound = s_ml.Transforms.HierSample();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => bound.Fit(codes)).Message, "prior");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => bound.GetOutputSchema(SchemaShape.Create(codes.Schema))).Message, "prior");
        Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.HierSample("Codes", "Codes", null, new SamplingOptions { Temperature = 0f }));
    }

    [TestMethod]
    public void WhatIsFilledCanBeDecoded()
    {
        IDataView codes = Codes.Missing(3);
        IDataView filled = Sampler().Fit(codes).Transform(codes);
        Assert.HasCount(3, Rows.Read(s_ml.Transforms.HierDequantize().Fit(filled).Transform(filled), "Reconstructed"));
    }

    private static HierSampleEstimator Sampler(ulong seed = 0, int batch = 4) => s_ml.Transforms.HierSample(
        new HierSampleOptions { LabelColumnName = "Label", BatchSize = batch, Sampling = new SamplingOptions { Seed = seed } }, s_prior);
}
