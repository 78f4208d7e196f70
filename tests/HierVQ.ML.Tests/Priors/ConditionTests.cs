using HierVQ.Priors;
using HierVQ.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Tests.Priors;

/// <summary>Labels, tokens and another image's codes as columns, with every kind of prior that can be told them.</summary>
[TestClass]
public sealed class ConditionTests
{
    private static readonly MLContext s_ml = TinyCodes.ML;

    public static IEnumerable<object[]> Cases => EveryTrainerTests.Kinds.SelectMany(kind => Parts.Where(part => Takes((string)kind[0], part)).Select(part => (object[])[kind[0], part]));

    private static string[] Parts => ["label", "tokens", "numbers", "codes", "all"];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_condition_changes_scores_and_survives_saving(string kind, string part)
    {
        TinyTrainer row = EveryTrainerTests.Row(kind);
        IDataView data = TinyCodes.Of(row.Tokenizer, 9);
        Conformance.Check(s_ml, row.Trainer(s_ml, options => Set(options, part)), data, "Score", "CodeScores");
        using PriorTransformer prior = row.Trainer(s_ml, options => Set(options, part)).Fit(data);
        CollectionAssert.AreNotEqual(Rows.Read(prior.Transform(data), "CodeScores"), Rows.Read(prior.Transform(Told(row, other: true)), "CodeScores"));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void What_is_missing_is_unconditional_with_condition_dropout(string kind, string part)
    {
        TinyTrainer row = EveryTrainerTests.Row(kind);
        using PriorTransformer prior = row.Trainer(s_ml, options =>
        {
            Set(options, part);
            options.PriorOptions.ConditionDropout = 0.2;
        }).Fit(TinyCodes.Of(row.Tokenizer, 9));
        IDataView codes = TinyCodes.Of(row.Tokenizer, 3);
        IDataView without = s_ml.Transforms.DropColumns("Label", "Tokens", "Numbers", "OtherCodes").Fit(codes).Transform(codes);
        List<string> unconditional = Rows.Read(prior.Transform(without), "Score");
        CollectionAssert.AreEqual(unconditional, Rows.Read(prior.Transform(Told(row, other: false, missing: true)), "Score"));
        CollectionAssert.AreNotEqual(unconditional, Rows.Read(prior.Transform(codes), "Score"));

        // The same holds for what is drawn, and guidance is welcome.
        IDataView holes = TinyCodes.Missing(row.Tokenizer, 3);
        var sampling = new SamplingOptions { Seed = 4 };
        List<string> free = Rows.Read(s_ml.Transforms.HierSample(new HierSampleOptions { Sampling = sampling }, prior).Fit(holes).Transform(holes), "Codes");
        Assert.AreEqual(3, free.Count);
        sampling.Guidance = 4f;
        Assert.HasCount(3, Rows.Read(s_ml.Transforms.HierSample(Sampler(part, sampling), prior).Fit(holes).Transform(holes), "Codes"));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void What_is_missing_is_an_error_without_condition_dropout(string kind, string part)
    {
        TinyTrainer row = EveryTrainerTests.Row(kind);
        IDataView data = TinyCodes.Of(row.Tokenizer, 9);
        using PriorTransformer prior = row.Trainer(s_ml, options => Set(options, part)).Fit(data);
        IDataView missing = Told(row, other: false, missing: true);
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Rows.Read(prior.Transform(missing), "Score"));
        Assert.Contains("Row 0, column '", failure.Message);
        Assert.Contains("trained without ConditionDropout", failure.Message);
        IDataView without = s_ml.Transforms.DropColumns("Label", "Tokens", "Numbers", "OtherCodes").Fit(data).Transform(data);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => prior.Transform(without));
        var untrained = Assert.ThrowsExactly<InvalidOperationException>(() => row.Trainer(s_ml, options => Set(options, part)).Fit(TinyCodes.Other.Transform(missing)));
        Assert.Contains("set ConditionDropout above 0", untrained.Message);

        IDataView holes = TinyCodes.Missing(row.Tokenizer, 2);
        var unasked = Assert.Throws<ArgumentException>(() => s_ml.Transforms.HierSample(new HierSampleOptions(), prior).Fit(holes));
        Assert.Contains("the prior needs", unasked.Message);
        Assert.Contains("without ConditionDropout", Assert.ThrowsExactly<ArgumentException>(() => s_ml.Transforms.HierSample(Sampler(part, new SamplingOptions { Guidance = 2f }), prior).Fit(holes)).Message);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void What_rows_say_can_be_said_for_all_rows(string kind, string part)
    {
        TinyTrainer row = EveryTrainerTests.Row(kind);
        using PriorTransformer prior = row.Trainer(s_ml, options => Set(options, part)).Fit(TinyCodes.Of(row.Tokenizer, 9));
        IDataView holes = TinyCodes.Missing(row.Tokenizer, 1);
        string byColumn = Rows.Read(s_ml.Transforms.HierSample(Sampler(part, new SamplingOptions { Seed = 4 }), prior).Fit(holes).Transform(holes), "Codes").Single();
        var said = new SamplingOptions { Seed = 4 };
        if (part is "label" or "all")
            said.Label = TinyImages.Label(0);
        if (part is "tokens" or "numbers" or "all")
            said.Tokens = [0, 1, 2, 3];
        if (part is "codes" or "all")
            said.ConditionCodes = [.. Rows.Vectors<uint>(holes, "OtherCodes")[0].Select(key => (int)key - 1)];
        Assert.AreEqual(byColumn, Rows.Read(s_ml.Transforms.HierSample(new HierSampleOptions { Sampling = said }, prior).Fit(holes).Transform(holes), "Codes").Single());

        ITransformer pipeline = TinyCodes.Tokenizer(row.Tokenizer).Append(TinyCodes.Other).Append(prior);
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(pipeline);
        Assert.AreEqual(prior.Prior.Condition, generator.Condition);
        using GeneratedImages images = generator.Generate(2, said);
        Assert.AreEqual(byColumn, string.Join(",", images[0].Codes.ToArray().Select(code => code + 1)));
        if (part is not ("codes" or "all"))
            return;
        using MLImage other = TinyImages.Image(1);
        CollectionAssert.AreEqual(said.ConditionCodes, generator.EncodeCondition(other));
        said.ConditionCodes = null;
        using GeneratedImages one = generator.Generate([other], said);
        CollectionAssert.AreEqual(images[0].Codes.ToArray(), one[0].Codes.ToArray());
    }

    [TestMethod]
    public void Wrong_conditions_are_named_before_any_work()
    {
        TinyTrainer row = EveryTrainerTests.Row("rastertransformer");
        IDataView data = TinyCodes.Of(row.Tokenizer, 9);
        using PriorTransformer prior = row.Trainer(s_ml, options => Set(options, "all")).Fit(data);
        Assert.AreEqual(ConditionShape.Class(3).With(ConditionShape.Tokens(9, 4)).With(ConditionShape.Codes(TinyCodes.Other.Layout)), prior.Prior.Condition);
        using HierVQGenerator generator = s_ml.HierVQ.CreateGenerator(TinyCodes.Tokenizer(row.Tokenizer).Append(prior));
        int[] tokens = [1, 2, 3, 4], codes = new int[TinyCodes.Other.Layout.TotalCodes];
        Assert.Contains("Tokens has 3 numbers; the prior takes 4", Refused(tokens[..3], codes));
        Assert.Contains("Tokens[3] is 9; a token is from 0 to 8", Refused([1, 2, 3, 9], codes));
        Assert.Contains("No tokens were given", Refused(null, codes));
        Assert.Contains("ConditionCodes has 1 numbers", Refused(tokens, [1]));
        Assert.Contains("a code of level 0 is from 0 to 7", Refused(tokens, [.. codes[1..], 8]));
        using MLImage image = TinyImages.Image(0);
        Assert.Contains("does not hold the tokenizer of the condition images", Assert.ThrowsExactly<InvalidOperationException>(() => generator.EncodeCondition(image)).Message);

        Assert.Contains("Vector<Int32, 4>", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => row.Trainer(s_ml, options => options.TokensColumnName = "Numbers").Fit(data)).Message.Replace("vector of keys", ""));
        Assert.Contains("as TokenVocabularySize says", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => row.Trainer(s_ml, options => (options.TokensColumnName, options.TokenVocabularySize) = ("Tokens", 5)).Fit(data)).Message);
        Assert.Contains("a token is 7; it must be from 0 to 6", Assert.ThrowsExactly<InvalidOperationException>(() => row.Trainer(s_ml, options => (options.TokensColumnName, options.TokenVocabularySize) = ("Numbers", 7)).Fit(data)).Message);

        string Refused(int[]? said, int[]? other) => Assert.Throws<ArgumentException>(() => generator.Generate(1, new SamplingOptions { Label = "cold", Tokens = said, ConditionCodes = other })).Message;
    }

    [TestMethod]
    public void A_condition_by_halves_is_named()
    {
        TinyTrainer row = EveryTrainerTests.Row("rastertransformer");
        TinyCodes.Row[] rows = TinyCodes.Rows(3);
        rows[1].Tokens[2] = 0;
        IDataView data = TinyCodes.Tokenizer(row.Tokenizer).Transform(s_ml.Data.LoadFromEnumerable(rows));
        string message = Assert.ThrowsExactly<InvalidOperationException>(() => row.Trainer(s_ml, options => options.TokensColumnName = "Tokens").Fit(data)).Message;
        Assert.Contains("Row 1, column 'Tokens': token 2 of 4 is missing", message);
        Assert.Contains("give padding a token of its own", message);
    }

    [TestMethod]
    public void What_a_prior_cannot_be_told_is_refused_before_the_tokenizer_is_trained()
    {
        var chain = TinyCodes.Estimator("hqvae", options => options.MetricsCallback = _ => Assert.Fail("The tokenizer was trained."))
            .Append(EveryTrainerTests.Row("hqtransformer").Trainer(s_ml, options => Set(options, "all")));
        IDataView images = TinyCodes.Other.Transform(TinyCodes.Images(9));
        Assert.Contains("cannot be told", Assert.ThrowsExactly<ArgumentException>(() => chain.Fit(images)).Message);
    }

    private static void Set(PriorTrainerOptions options, string part)
    {
        if (part is "label" or "all")
            options.LabelColumnName = "Label";
        if (part is "tokens" or "all")
            options.TokensColumnName = "Tokens";
        if (part == "numbers")
            (options.TokensColumnName, options.TokenVocabularySize) = ("Numbers", 9);
        if (part is "codes" or "all")
            options.ConditionCodesColumnName = "OtherCodes";
    }

    private static HierSampleOptions Sampler(string part, SamplingOptions sampling) => new()
    {
        LabelColumnName = part is "label" or "all" ? "Label" : null,
        TokensColumnName = part switch { "tokens" or "all" => "Tokens", "numbers" => "Numbers", _ => null },
        ConditionCodesColumnName = part is "codes" or "all" ? "OtherCodes" : null,
        Sampling = sampling,
    };

    private static bool Takes(string kind, string part)
    {
        PriorTrainerOptions options = EveryTrainerTests.Row(kind).Options();
        ConditionShape tokens = ConditionShape.Tokens(9, 4), codes = ConditionShape.Codes(new(new HierVQ.Codes.CodeLevel(4, 4, 1, 8)));
        try
        {
            options.PriorOptions.ValidateCondition(part switch
            {
                "label" => ConditionShape.Class(3),
                "tokens" or "numbers" => tokens,
                "codes" => codes,
                _ => ConditionShape.Class(3).With(tokens).With(codes),
            });
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // The codes of the first images, told what other images are told, or nothing.
    private static IDataView Told(TinyTrainer row, bool other, bool missing = false)
    {
        TinyCodes.Row[] rows = TinyCodes.Rows(3), said = TinyCodes.Rows(3, other ? 1 : 0);
        for (int i = 0; i < rows.Length; i++)
        {
            (rows[i].Label, rows[i].Tokens, rows[i].Numbers, rows[i].Other) = missing ? ("", new uint[4], [-1, -1, -1, -1], [1]) : (said[i].Label, said[i].Tokens, said[i].Numbers, said[i].Other);
        }
        return TinyCodes.Other.Transform(TinyCodes.Tokenizer(row.Tokenizer).Transform(s_ml.Data.LoadFromEnumerable(rows)));
    }
}
