using System.Reflection;
using System.Text.Json.Serialization;
using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace HierVQ.Tests.Priors;

/// <summary>Every trainer, with every kind of prior that it makes, goes through ML.NET; one without a row in TinyTrainer fails.</summary>
[TestClass]
public sealed class EveryTrainerTests
{
    private static readonly MLContext s_ml = TinyCodes.ML;

    public static IEnumerable<object[]> Kinds => typeof(PriorOptions).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (object[])[kind.TypeDiscriminator!, kind.DerivedType]);

    public static IEnumerable<object[]> Trainers => typeof(PriorTransformer).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && typeof(IEstimator<PriorTransformer>).IsAssignableFrom(type)).Select(type => (object[])[type]);

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void A_trainer_has_a_row_here_and_a_pair_of_methods_in_the_catalog(Type trainer)
    {
        Assert.IsTrue(TinyTrainer.ByKind.Values.Any(row => row.Trainer(s_ml).GetType() == trainer), $"{trainer.Name} has no row in TinyTrainer: add its smallest options.");
        string name = trainer.Name[..^"Trainer".Length];
        MethodInfo[] pair = [.. trainer.Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static)).Where(method => method.Name == name)];
        Assert.HasCount(2, pair);
        Assert.IsTrue(pair.All(method => method.ReturnType == trainer && method.GetParameters()[0].ParameterType == typeof(HierTrainers)));
        MethodInfo named = pair.Single(method => method.GetParameters().Length > 2), whole = pair.Single(method => method.GetParameters().Length == 2);
        Assert.IsTrue(named.GetParameters()[1..].All(parameter => parameter.IsOptional));
        Assert.AreEqual("codesColumnName", named.GetParameters()[1].Name);
        Assert.AreEqual("labelColumnName", named.GetParameters()[2].Name);
        Assert.IsTrue(typeof(PriorTrainerOptions).IsAssignableFrom(whole.GetParameters()[1].ParameterType));
        object?[] defaults = [s_ml.HierVQ.Trainers, .. named.GetParameters()[1..].Select(parameter => parameter.DefaultValue)];
        Assert.IsInstanceOfType(named.Invoke(null, defaults), trainer);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_trainer_agrees_with_itself_and_survives_saving(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        Assert.AreEqual(type, row.Options().PriorOptions.GetType(), $"TinyTrainer has other options under {kind}.");
        Conformance.Check(s_ml, row.Trainer(s_ml, options => options.LabelColumnName = "Label"), TinyCodes.Of(row.Tokenizer, 9), "Score", "CodeScores", "Number");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_sampler_with_the_prior_agrees_with_itself_and_survives_saving(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        IEstimator<ITransformer> chain = row.Trainer(s_ml, options => options.LabelColumnName = "Label").Append(s_ml.Transforms.HierSample("Filled", "Codes", "Label"));
        Conformance.Check(s_ml, chain, TinyCodes.Of(row.Tokenizer, 9), TinyCodes.Missing(row.Tokenizer, 5), "Filled", "Number");
        Conformance.Check(s_ml, s_ml.Transforms.HierSample("Filled", "Codes", row.Trainer(s_ml), options: new SamplingOptions { TopK = 5, Seed = 8 }),
            TinyCodes.Of(row.Tokenizer, 9), TinyCodes.Missing(row.Tokenizer, 5), "Filled", "Number");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Wrong_columns_are_named_in_every_place(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        IDataView codes = TinyCodes.Of(row.Tokenizer, 9);
        using PriorTransformer prior = row.Trainer(s_ml).Fit(codes);
        Refused(s_ml.Data.LoadFromEnumerable([new { Other = 1f }]), "Could not find column 'Codes'");
        Refused(s_ml.Data.LoadFromEnumerable([new { Codes = new float[20] }]), "column 'Codes'");
        Refused(s_ml.Transforms.CopyColumns("Codes", "Latents").Fit(codes).Transform(codes), "column 'Codes'");
        var shorter = s_ml.Data.LoadFromEnumerable([new ShortRow()]);
        Assert.Contains("column 'Codes'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => prior.Transform(shorter)).Message, type.Name);
        Assert.Contains("HierQuantize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => row.Trainer(s_ml).Fit(shorter)).Message);
        foreach (Action<PriorTrainerOptions> wrong in (Action<PriorTrainerOptions>[])
        [
            options => options.LabelColumnName = "Number", options => options.LabelColumnName = "Nothing",
            options => options.TokensColumnName = "Label", options => options.TokensColumnName = "Nothing", options => options.TokensColumnName = "Numbers",
            options => options.ConditionCodesColumnName = "Label", options => options.ConditionCodesColumnName = "Nothing",
        ])
        {
            IEstimator<PriorTransformer> trainer = row.Trainer(s_ml, wrong);
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(SchemaShape.Create(codes.Schema)));
            Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(codes));
        }

        void Refused(IDataView data, string part)
        {
            foreach (Action place in (Action[])
            [
                () => row.Trainer(s_ml).GetOutputSchema(SchemaShape.Create(data.Schema)), () => row.Trainer(s_ml).Fit(data),
                () => prior.GetOutputSchema(data.Schema), () => prior.Transform(data), () => ((ITransformer)prior).GetRowToRowMapper(data.Schema),
            ])
            {
                Assert.Contains(part, Assert.ThrowsExactly<ArgumentOutOfRangeException>(place).Message);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Codes_that_it_cannot_model_are_refused_before_their_tokenizer_is_trained(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        if (row.Refused is not { } refused)
            return;
        var chain = TinyCodes.Estimator(refused, options => options.MetricsCallback = _ => Assert.Fail("The tokenizer was trained.")).Append(row.Trainer(s_ml));
        Assert.Contains("the codes are", Assert.ThrowsExactly<ArgumentException>(() => chain.Fit(TinyCodes.Images(9))).Message, type.Name);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Codes_of_another_tokenizer_are_refused(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        using PriorTransformer prior = row.Trainer(s_ml).Fit(TinyCodes.Of(row.Tokenizer, 9));
        using var other = TinyCodes.Estimator(row.Tokenizer, options => options.Seed = 7).Fit(TinyCodes.Images(9));
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => prior.Transform(other.Transform(TinyCodes.Images(3))));
        Assert.Contains("'Codes'", failure.Message, type.Name);
        Assert.Contains(other.TokenizerId, failure.Message);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Options_out_of_range_are_named_before_any_work(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        foreach (Action<PriorTrainerOptions> wrong in (Action<PriorTrainerOptions>[])
        [
            options => options.BatchSize = 0, options => options.CodesColumnName = "", options => options.CodeScoresColumnName = "Score", options => options.LabelColumnName = "",
            options => options.TokenVocabularySize = 5, options => options.ConditionCodesColumnName = "Codes", options => options.PriorOptions.SoftLabels = true,
            options => options.PriorOptions.ConditionDropout = 1, options => options.PriorOptions.Epochs = 0,
        ])
        {
            Assert.Throws<ArgumentException>(() => row.Trainer(s_ml, wrong), type.Name);
        }
        var stopping = row.Trainer(s_ml, options => options.PriorOptions.EarlyStoppingEpochs = 2);
        IDataView codes = TinyCodes.Of(row.Tokenizer, 4);
        Assert.Contains("needs held-out rows", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stopping.Fit(codes)).Message);
        Assert.Contains("needs held-out rows", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => stopping.GetOutputSchema(SchemaShape.Create(codes.Schema))).Message);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Training_scoring_and_sampling_leave_nothing_behind(string kind, Type type)
    {
        TinyTrainer row = Row(kind);
        IDataView codes = s_ml.Data.Cache(TinyCodes.Of(row.Tokenizer, 8)), holes = s_ml.Data.Cache(TinyCodes.Missing(row.Tokenizer, 3));
        Rows.Read(codes, "Codes", "Label", "Number");
        Rows.Read(holes, "Codes", "Label", "Number");
        long after = 0;
        for (int round = 0; round < 3; round++)
        {
            using (PriorTransformer prior = row.Trainer(s_ml, options => options.LabelColumnName = "Label").Fit(codes))
            {
                Rows.Read(prior.Transform(codes), "Score", "CodeScores");
                using HierSampleTransformer sampler = s_ml.Transforms.HierSample("Codes", "Codes", prior, "Label").Fit(holes);
                Rows.Read(sampler.Transform(holes), "Codes");
            }
            long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (round > 0)
                Assert.AreEqual(after, live, type.Name);
            after = live;
        }
    }

    internal static TinyTrainer Row(string kind)
    {
        Assert.IsTrue(TinyTrainer.ByKind.TryGetValue(kind, out TinyTrainer? row), $"The kind {kind} has no row in TinyTrainer: add its smallest options.");
        return row;
    }

    private sealed class ShortRow
    {
        [VectorType(5), KeyType(16)]
        public uint[] Codes { get; set; } = new uint[5];
    }
}
