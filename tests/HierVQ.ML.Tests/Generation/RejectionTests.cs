using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Generation;

[TestClass]
public sealed class RejectionTests
{
    private static readonly MLContext s_ml = TinyPipeline.ML;
    private static ITransformer s_classifier = null!;
    private static HierVQGenerator s_generator = null!;

    [ClassInitialize]
    public static void Make(TestContext _)
    {
        s_classifier = new TinyClassifier(s_ml).Fit(TinyImages.Images(s_ml, 12));
        s_generator = s_ml.HierVQ.CreateGenerator(TinyPipeline.Model, batchSize: 4);
    }

    [ClassCleanup]
    public static void Free() => s_generator.Dispose();

    [TestMethod]
    public void The_classifier_of_the_tests_knows_what_it_learnt()
    {
        IDataView judged = s_classifier.Transform(TinyImages.Images(s_ml, 9));
        CollectionAssert.AreEqual(Enumerable.Range(0, 9).Select(i => (uint)(i % 3) + 1).ToArray(), judged.GetColumn<uint>("PredictedLabel").ToArray());
    }

    [TestMethod]
    public void The_most_probable_of_all_that_were_drawn_are_kept()
    {
        var sampling = new SamplingOptions { Label = "cold", Seed = 11 };
        using GeneratedImages all = s_generator.Generate(40, sampling);
        float[] expected = [.. Judge(all).OrderDescending().Take(4)];
        foreach (int round in (int[])[256, 40, 7, 1])
        {
            using GeneratedImages kept = s_generator.Generate(4, sampling, new RejectionOptions(s_classifier) { AcceptanceRate = 0.1, RoundSize = round });
            Assert.HasCount(4, kept);
            Assert.AreEqual(40, kept.Drawn);
            Assert.AreEqual(0.1, kept.AcceptanceRate, 1e-9);
            CollectionAssert.AreEqual(expected, kept.Select(image => (float)image.Probability!.Value).OrderDescending().ToArray());
            CollectionAssert.AreEqual(kept.Select(image => image.Seed).Order().ToArray(), kept.Select(image => image.Seed).ToArray());
            foreach (GeneratedImage image in kept)
                CollectionAssert.AreEqual(all[(int)(image.Seed - 11)].Codes.ToArray(), image.Codes.ToArray());
        }
        Assert.IsTrue(all.All(image => image.Probability is null));
        Assert.AreEqual(1, all.AcceptanceRate);
    }

    [TestMethod]
    public void Another_label_may_judge_and_key_values_may_name_the_scores()
    {
        ITransformer byKeys = new TinyClassifier(s_ml, slotNames: false).Fit(TinyImages.Images(s_ml, 12));
        var options = new SamplingOptions { Seed = 3 };
        using GeneratedImages bySlots = s_generator.Generate(3, options, new RejectionOptions(s_classifier) { AcceptanceRate = 0.2, Label = "warm" });
        using GeneratedImages byValues = s_generator.Generate(3, options, new RejectionOptions(byKeys) { AcceptanceRate = 0.2, Label = "warm" });
        CollectionAssert.AreEqual(bySlots.Select(image => image.Seed).ToArray(), byValues.Select(image => image.Seed).ToArray());
        Assert.IsTrue(bySlots.All(image => image.Label is null));
    }

    [TestMethod]
    public void Classifiers_that_will_not_do_say_why()
    {
        var label = new SamplingOptions { Label = "cold" };
        Assert.Contains("There is no label to judge images by", Assert.ThrowsExactly<ArgumentException>(() => s_generator.Generate(1, null, new RejectionOptions(s_classifier))).Message);
        Assert.Contains("warm, cold, grey", Assert.ThrowsExactly<ArgumentException>(() => s_generator.Generate(1, label, new RejectionOptions(s_classifier) { Label = "purple" })).Message);
        Assert.Contains("AcceptanceRate is 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Generate(1, label, new RejectionOptions(s_classifier) { AcceptanceRate = 0 })).Message);
        Assert.Contains("'Probabilities'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_generator.Generate(1, label, new RejectionOptions(s_classifier) { ScoreColumnName = "Probabilities" })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_generator.Generate(1, label, new RejectionOptions(s_classifier) { ImageColumnName = "Picture" }));
        // Nothing is drawn for it.
        var drawn = new Drawn();
        Assert.Throws<ArgumentException>(() => s_generator.Generate(1, label, new RejectionOptions(s_classifier) { Label = "purple" }, drawn));
        Assert.AreEqual(0, drawn.Reports);
        ITransformer nameless = s_ml.Transforms.DropColumns("PredictedLabel").Fit(new TinyClassifier(s_ml, slotNames: false).Fit(TinyImages.Images(s_ml, 3)).Transform(TinyImages.Images(s_ml, 3)));
        ITransformer chain = new TinyClassifier(s_ml, slotNames: false).Fit(TinyImages.Images(s_ml, 12)).Append(nameless);
        Assert.Contains("nothing says which probability is whose", Assert.ThrowsExactly<ArgumentException>(() => s_generator.Generate(1, label, new RejectionOptions(chain))).Message);
    }

    /// <summary>With a trainer that ML.NET has itself, found by name: the substitutes of the offline stack have none.</summary>
    [TestMethod]
    [TestCategory("RealPackages")]
    public void A_stock_trainer_judges_as_well()
    {
        if (Type.GetType("Microsoft.ML.StandardTrainersCatalog, Microsoft.ML.StandardTrainers") is not { } catalog)
        {
            Assert.Inconclusive("The stock trainers are in the real package Microsoft.ML; the offline stack substitutes none of them.");
            return;
        }
        MethodInfo sdca = catalog.GetMethods().Single(method => method.Name == "SdcaMaximumEntropy" && method.GetParameters().Any(parameter => parameter.Name == "labelColumnName"));
        object trainers = typeof(MulticlassClassificationCatalog).GetProperty("Trainers")!.GetValue(s_ml.MulticlassClassification)!;
        var trainer = (IEstimator<ITransformer>)sdca.Invoke(null, [trainers, .. sdca.GetParameters()[1..].Select(parameter => parameter.DefaultValue)])!;
        ITransformer classifier = s_ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(s_ml.Transforms.ExtractPixels("Features", "Image"))
            .AppendCacheCheckpoint(s_ml)
            .Append(trainer)
            .Fit(TinyImages.Images(s_ml, 12));
        using GeneratedImages kept = s_generator.Generate(2, new SamplingOptions { Label = "grey" }, new RejectionOptions(classifier) { AcceptanceRate = 0.2 });
        Assert.HasCount(2, kept);
        Assert.IsTrue(kept.All(image => image.Probability is >= 0 and <= 1));
        ((IDisposable)classifier).Dispose();
    }

    private static float[] Judge(GeneratedImages images)
    {
        IDataView data = s_ml.Data.LoadFromEnumerable(images.Select(image => new TinyImages.ImageRow { Image = image.Image }).ToArray());
        return [.. Rows.Vectors<float>(s_classifier.Transform(data), "Score").Select(scores => scores[1])];
    }

    private sealed class Drawn : IProgress<double>
    {
        public int Reports { get; private set; }

        public void Report(double value) => Reports++;
    }
}
