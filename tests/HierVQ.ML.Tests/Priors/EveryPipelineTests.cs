using HierVQ.Serialization;
using HierVQ.Tests.Pipelines;
using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Priors;

/// <summary>A whole pipeline with every kind of prior: images in, scores and new images out, here and in another process.</summary>
[TestClass]
public sealed class EveryPipelineTests
{
    private static readonly MLContext s_ml = TinyCodes.ML;

    public static IEnumerable<object[]> Kinds => EveryTrainerTests.Kinds.Select(kind => (object[])[kind[0]]);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_fresh_process_scores_and_draws_the_same_to_the_last_bit(string kind)
    {
        TinyTrainer row = TinyTrainer.ByKind[kind];
        string folder = Directory.CreateTempSubdirectory("hiervq-").FullName;
        try
        {
            IDataView images = s_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new TinyImages.EncodedRow { Image = TinyImages.Png(i), Label = "warm" }).ToArray());
            ITransformer model = Pipeline(row).Fit(TinyImages.Encoded(s_ml, 9));
            List<string> expected = Rows.Read(model.Transform(images), "Score");
            using (HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(model))
            using (GeneratedImages drawn = generator.Generate(3, new SamplingOptions { Label = "warm", Seed = 5, TopK = 6 }))
                expected.AddRange(drawn.Select(image => string.Join(",", image.Codes.ToArray())));
            string zip = Path.Combine(folder, "model.zip");
            s_ml.Model.Save(model, images.Schema, zip);
            ((IDisposable)model).Dispose();
            string[] paths = [.. Enumerable.Range(0, 5).Select(i => Path.Combine(folder, $"{i}.png"))];
            for (int i = 0; i < 5; i++)
                File.WriteAllBytes(paths[i], TinyImages.Png(i));
            CollectionAssert.AreEqual(expected, FreshProcess.Run([zip, .. paths, "--draw"]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void What_is_drawn_depends_on_the_seed_alone_and_its_likelihood_is_the_score(string kind)
    {
        TinyTrainer row = TinyTrainer.ByKind[kind];
        using PriorTransformer prior = row.Trainer(s_ml, options => options.LabelColumnName = "Label").Fit(TinyCodes.Of(row.Tokenizer, 9));
        ITransformer model = TinyCodes.Tokenizer(row.Tokenizer).Append(prior);
        var options = new SamplingOptions { Label = "cold", Seed = 40, TopP = 0.95f };
        using HierVQGenerator one = s_ml.HierVQ.CreateGenerator(model, batchSize: 1), three = s_ml.HierVQ.CreateGenerator(model, batchSize: 3);
        using GeneratedImages images = one.Generate(5, options), again = three.Generate(5, options);
        Assert.IsGreaterThan(1, images.Select(image => string.Join(",", image.Codes.ToArray())).Distinct().Count());
        for (int i = 0; i < 5; i++)
            CollectionAssert.AreEqual(images[i].Codes.ToArray(), again[i].Codes.ToArray());

        // A label and the images' own codes, encoded anew only where decoding and encoding go together: so the codes are scored as they are.
        IDataView codes = WithCodes(TinyCodes.Of(row.Tokenizer, 1).Schema["Codes"], images.Select(image => image.Codes.ToArray()).ToArray());
        float[] scores = [.. prior.Transform(codes).GetColumn<float>("Score")];
        for (int i = 0; i < 5; i++)
            Assert.AreEqual(scores[i], images[i].BitsPerCode, 1e-3);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void What_the_sampler_runs_on_is_an_option_that_is_saved(string kind)
    {
        TinyTrainer row = TinyTrainer.ByKind[kind];
        using PriorTransformer prior = row.Trainer(s_ml, options => options.LabelColumnName = "Label").Fit(TinyCodes.Of(row.Tokenizer, 9));
        ITransformer model = TinyCodes.Tokenizer(row.Tokenizer).Append(prior);
        IDataView holes = TinyCodes.Missing(row.Tokenizer, 3);
        foreach (SamplerOptions sampler in (SamplerOptions[])[new() { Weights = SamplerWeights.Int8, MaxBatch = 2 }, new() { Backend = SamplerBackend.LibTorch, MaxBatch = 2 }])
        {
            using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(model, sampler);
            using GeneratedImages images = generator.Generate(3, new SamplingOptions { Label = "cold", Seed = 6 });
            using HierSampleTransformer fill = s_ml.Transforms.HierSample(new HierSampleOptions
            {
                Sampler = sampler,
                BatchSize = 2,
                Sampling = new SamplingOptions { Label = "cold", Seed = 6 },
            }, prior).Fit(holes);
            ITransformer loaded = Conformance.Load(s_ml, Conformance.Save(s_ml, fill, holes.Schema));
            string[] drawn = [.. images.Select(image => string.Join(",", image.Codes.ToArray().Select(code => code + 1)))];
            CollectionAssert.AreEqual(drawn, Rows.Read(fill.Transform(holes), "Codes"));
            CollectionAssert.AreEqual(drawn, Rows.Read(loaded.Transform(holes), "Codes"));
            ((IDisposable)loaded).Dispose();
        }
        Assert.Throws<ArgumentException>(() => s_ml.Transforms.HierSample(new HierSampleOptions { Sampler = new SamplerOptions { Threads = -1 } }, prior));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Wrong_questions_are_answered_before_any_work(string kind)
    {
        TinyTrainer row = TinyTrainer.ByKind[kind];
        using PriorTransformer prior = row.Trainer(s_ml, options => options.LabelColumnName = "Label").Fit(TinyCodes.Of(row.Tokenizer, 9));
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(TinyCodes.Tokenizer(row.Tokenizer).Append(prior));
        int total = prior.Layout.TotalCodes, codebook = prior.Layout.MaxCodebookSize;
        Assert.Contains("warm, cold, grey", Assert.ThrowsExactly<ArgumentException>(() => generator.Generate(1, new SamplingOptions { Label = "purple" })).Message);
        Assert.Contains($"TopK is {codebook + 1}", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => generator.Generate(1, new SamplingOptions { Label = "warm", TopK = codebook + 1 })).Message);
        Assert.Contains("ConditionDropout", Assert.ThrowsExactly<ArgumentException>(() => generator.Generate(1, new SamplingOptions { Label = "warm", Guidance = 2f })).Message);
        Assert.Contains($"has all {total} codes", Assert.ThrowsExactly<ArgumentException>(() => generator.CompleteCodes(new int[total], new SamplingOptions { Label = "warm" })).Message);
        Assert.Contains("no whole number of pyramids", Assert.ThrowsExactly<ArgumentException>(() => generator.CompleteCodes(new int[total - 1], new SamplingOptions { Label = "warm" })).Message);
        IDataView whole = TinyCodes.Of(row.Tokenizer, 2);
        Assert.Contains($"Row 0, column 'Codes': all {total} codes are there", Assert.ThrowsExactly<InvalidOperationException>(() =>
            Rows.Read(s_ml.Transforms.HierSample("Filled", "Codes", prior, "Label").Fit(whole).Transform(whole), "Filled")).Message);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Published_weights_make_a_transformer_that_saves_and_loads(string kind)
    {
        TinyTrainer row = TinyTrainer.ByKind[kind];
        IDataView codes = TinyCodes.Of(row.Tokenizer, 5);
        dynamic trainer = row.Trainer(s_ml, options => options.LabelColumnName = "Label");
        using PriorTransformer trained = trainer.Fit(codes);
        string weights = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.Create(weights))
                ModelWeights.Write(trained.Prior.Module, file);
            using PriorTransformer imported = s_ml.HierVQ.ImportPrior(trainer, TinyCodes.Tokenizer(row.Tokenizer), weights, new PriorImportOptions { Labels = trained.Labels });
            CollectionAssert.AreEqual(Rows.Read(trained.Transform(codes), "CodeScores"), Rows.Read(imported.Transform(codes), "CodeScores"));
            ITransformer loaded = Conformance.Load(s_ml, Conformance.Save(s_ml, imported, codes.Schema));
            CollectionAssert.AreEqual(Rows.Read(trained.Transform(codes), "Score"), Rows.Read(loaded.Transform(codes), "Score"));
            ((IDisposable)loaded).Dispose();
            Assert.Contains("Labels is not given", Assert.ThrowsExactly<ArgumentException>(() => s_ml.HierVQ.ImportPrior(trainer, TinyCodes.Tokenizer(row.Tokenizer), weights)).Message);
            Assert.ThrowsExactly<PublishedWeightsException>(() => s_ml.HierVQ.ImportPrior(trainer, TinyCodes.Tokenizer(row.Tokenizer), weights, new PriorImportOptions { Labels = ["one", "two"] }));
        }
        finally
        {
            File.Delete(weights);
        }
    }

    [TestMethod]
    public void A_prior_that_reads_the_codebook_needs_its_tokenizer_after_loading()
    {
        TinyTrainer row = TinyTrainer.ByKind["rqtransformer"];
        IDataView codes = TinyCodes.Of(row.Tokenizer, 5);
        using PriorTransformer prior = row.Trainer(s_ml).Fit(codes);
        ITransformer loaded = Conformance.Load(s_ml, Conformance.Save(s_ml, prior, codes.Schema));
        IDataView bare = WithCodes(codes.Schema["Codes"], [new int[prior.Layout.TotalCodes]]);
        Assert.Contains("the prior reads its codebook", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => loaded.Transform(bare)).Message);
        // Bound once, by codes that come with their tokenizer, it takes any.
        List<string> scores = Rows.Read(loaded.Transform(codes), "Score");
        CollectionAssert.AreEqual(Rows.Read(prior.Transform(codes), "Score"), scores);
        CollectionAssert.AreEqual(Rows.Read(prior.Transform(bare), "Score"), Rows.Read(loaded.Transform(bare), "Score"));
        ((IDisposable)loaded).Dispose();
    }

    private static IEstimator<ITransformer> Pipeline(TinyTrainer row) => s_ml.Transforms.HierQuantize("Codes", "Image", TinyTokenizers.ByKind[row.Tokenizer]())
        .AppendCacheCheckpoint(s_ml)
        .Append(row.Trainer(s_ml, options => options.LabelColumnName = "Label"))
        .Append(s_ml.Transforms.HierDequantize());

    // Codes as users have them in their own class, without annotations.
    private static IDataView WithCodes(DataViewSchema.Column like, int[][] codes)
    {
        var definition = SchemaDefinition.Create(typeof(CodesRow));
        definition["Codes"].ColumnType = like.Type;
        return s_ml.Data.LoadFromEnumerable(codes.Select(row => new CodesRow { Codes = Array.ConvertAll(row, code => (uint)code + 1), Label = "cold" }).ToArray(), definition);
    }

    private sealed class CodesRow
    {
        [VectorType(1), KeyType(1)]
        public uint[] Codes { get; set; } = [];
        public string Label { get; set; } = "";
    }
}
