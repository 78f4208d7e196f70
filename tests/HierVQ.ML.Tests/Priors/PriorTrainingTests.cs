using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Priors;

/// <summary>How priors train in pipelines: held-out rows, averaged weights, parts of batches, going on.</summary>
[TestClass]
public sealed class PriorTrainingTests
{
    private static readonly MLContext s_ml = TinyCodes.ML;

    public static IEnumerable<object[]> Kinds => EveryTrainerTests.Kinds.Select(kind => (object[])[kind[0]]);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_validation_set_chooses_the_best_weights_and_the_end(string kind)
    {
        var ends = new List<double>();
        PriorTrainerOptions options = Learning(kind, ends, epochs: 40);
        (options.PriorOptions.LearningRate, options.PriorOptions.EarlyStoppingEpochs) = (0.1, 2);
        dynamic trainer = TinyTrainer.ByKind[kind].Make(s_ml.HierVQ.Trainers, options);
        // Held-out rows that have little to do with those trained on: training too long makes them worse.
        string tokenizer = TinyTrainer.ByKind[kind].Tokenizer;
        IDataView training = s_ml.Data.Cache(TinyCodes.Of(tokenizer, 6)), heldOut = s_ml.Data.Cache(TinyCodes.Of(tokenizer, 5, first: 6));
        using PriorTransformer prior = trainer.Fit(training, heldOut);
        Assert.IsLessThan(40, ends.Count);
        Assert.AreEqual(ends.Index().MinBy(end => end.Item).Index + 1 + 2, ends.Count);
        Assert.AreEqual(ends.Min(), prior.Transform(heldOut).GetColumn<float>("Score").Average(), 1e-3);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Averaged_weights_and_parts_of_batches_train_every_kind(string kind)
    {
        IDataView codes = s_ml.Data.Cache(TinyCodes.Of(TinyTrainer.ByKind[kind].Tokenizer, 8));
        List<float[]> whole = Scores(options => { }), parts = Scores(options => options.AccumulateSteps = 3), averaged = Scores(options => options.WeightAverageDecay = 0.9);
        for (int i = 0; i < whole.Count; i++)
        {
            for (int at = 0; at < whole[i].Length; at++)
                Assert.AreEqual(whole[i][at], parts[i][at], 0.05f * (1 + whole[i][at]));
        }
        // An average lags behind weights that still learn.
        Assert.IsGreaterThan(whole.Average(row => row.Average()), averaged.Average(row => row.Average()));

        List<float[]> Scores(Action<PriorOptions> change)
        {
            PriorTrainerOptions options = Learning(kind, [], epochs: 20);
            foreach (PriorOptions network in (PriorOptions[])[options.PriorOptions, .. (options.PriorOptions as PriorStackOptions)?.Levels ?? []])
            {
                foreach (string dropout in (string[])["Dropout", "AttentionDropout", "EmbeddingDropout"])
                    network.GetType().GetProperty(dropout)?.SetValue(network, 0.0);
            }
            change(options.PriorOptions);
            using PriorTransformer prior = TinyTrainer.ByKind[kind].Make(s_ml.HierVQ.Trainers, options).Fit(codes);
            return Rows.Vectors<float>(prior.Transform(codes), "CodeScores");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Training_goes_on_from_a_loaded_prior(string kind)
    {
        IDataView codes = TinyCodes.Of(TinyTrainer.ByKind[kind].Tokenizer, 9);
        dynamic trainer = TinyTrainer.ByKind[kind].Trainer(s_ml, options => options.LabelColumnName = "Label");
        using PriorTransformer first = trainer.Fit(codes);
        dynamic loaded = Conformance.Load(s_ml, Conformance.Save(s_ml, first, codes.Schema));
        using PriorTransformer more = trainer.Fit(codes, loaded);
        List<string> before = Rows.Read(((ITransformer)loaded).Transform(codes), "Score");
        CollectionAssert.AreEqual(Rows.Read(first.Transform(codes), "Score"), before);
        CollectionAssert.AreNotEqual(before, Rows.Read(more.Transform(codes), "Score"));
        CollectionAssert.AreEqual(first.Labels.ToArray(), more.Labels.ToArray());
        dynamic unlabelled = TinyTrainer.ByKind[kind].Trainer(s_ml);
        Assert.Contains("name their column in LabelColumnName", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => unlabelled.Fit(codes, loaded)).Message);
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Soft_labels_and_stochastic_codes_train_on_the_latents(string kind)
    {
        IDataView codes = s_ml.Data.Cache(TinyCodes.Of(TinyTrainer.ByKind[kind].Tokenizer, 8));
        List<string> hard = Scores(options => options.LatentsColumnName = null), soft = Scores(options => options.PriorOptions.SoftLabels = true), drawn = Scores(options => options.PriorOptions.StochasticCodes = true);
        CollectionAssert.AreNotEqual(hard, soft);
        CollectionAssert.AreNotEqual(hard, drawn);

        List<string> Scores(Action<PriorTrainerOptions> change)
        {
            using PriorTransformer prior = TinyTrainer.ByKind[kind].Trainer(s_ml, options =>
            {
                options.LatentsColumnName = "Latents";
                change(options);
            }).Fit(codes);
            return Rows.Read(prior.Transform(codes), "Score");
        }
    }

    [TestMethod]
    public void A_validation_set_must_be_like_the_training_set()
    {
        TinyTrainer row = TinyTrainer.ByKind["rastertransformer"];
        var trainer = (RasterTransformerTrainer)row.Trainer(s_ml, options => options.LabelColumnName = "Label");
        IDataView codes = TinyCodes.Of(row.Tokenizer, 6);
        using var other = TinyCodes.Estimator(row.Tokenizer, options => options.Seed = 7).Fit(TinyCodes.Images(9));
        Assert.Contains("codes of the tokenizer", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(codes, other.Transform(TinyCodes.Images(3)))).Message);
        Assert.Contains("Could not find column 'Label'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(codes, s_ml.Transforms.DropColumns("Label").Fit(codes).Transform(codes))).Message);
        TinyCodes.Row[] rows = TinyCodes.Rows(2);
        rows[1].Label = "purple";
        IDataView purple = TinyCodes.Tokenizer(row.Tokenizer).Transform(s_ml.Data.LoadFromEnumerable(rows));
        Assert.Contains("Row 1, column 'Label': the prior does not know the label 'purple'", Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(codes, purple)).Message);
        var both = (RasterTransformerTrainer)row.Trainer(s_ml, options => options.PriorOptions.ValidationFraction = 0.2);
        Assert.Contains("leave ValidationFraction at 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => both.Fit(codes, codes)).Message);
    }

    // Options that learn the few rows that there are; the measures of the held-out rows at each epoch's end.
    private static PriorTrainerOptions Learning(string kind, List<double> ends, int epochs)
    {
        PriorTrainerOptions options = TinyTrainer.ByKind[kind].Options();
        PriorOptions prior = options.PriorOptions;
        (prior.Epochs, prior.BatchSize, prior.WarmupSteps, prior.LearningRate, prior.WeightDecay) = (epochs, 8, 1, 3e-3, 0);
        prior.MetricsCallback = report =>
        {
            if (report.Validation is { } validation)
                ends.Add(validation);
        };
        return options;
    }
}
