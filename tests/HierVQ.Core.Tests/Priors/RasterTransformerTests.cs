using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class RasterTransformerTests
{
    [TestMethod]
    public void FirstWeightsHaveTheirDeviationsAndComeFromTheSeedAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor before = get_rng_state();
        foreach (bool shared in (bool[])[false, true])
        {
            var options = new RasterTransformerOptions { Layers = 1, SharedTokens = shared };
            var context = new PriorContext(TinyRaster.Levels, ConditionShape.None, CPU);
            using IPrior prior = options.Create(context), same = options.Create(context);
            foreach (((string name, Parameter parameter), (_, Parameter other)) in prior.Module.named_parameters().Zip(same.Module.named_parameters()))
            {
                double expected = name == "sos.weight" ? 1
                    : name.EndsWith(".bias", StringComparison.Ordinal) || (shared && name == "pos_emb.weight") ? 0
                    : name.StartsWith("ln", StringComparison.Ordinal) || name.Contains(".ln", StringComparison.Ordinal) ? 1 : 0.02;
                float[] weights = TinyPrior.Floats(parameter);
                Assert.AreEqual(expected, Math.Sqrt(weights.Average(x => (double)x * x)), 0.2 * expected, name);
                CollectionAssert.AreEqual(weights, TinyPrior.Floats(other), name);
            }
        }
        CollectionAssert.AreEqual(before.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    public void WeightDecayIsForWeightsOfLinearLayersOnly()
    {
        RasterTransformerOptions options = TinyRaster.Options;
        options.ConditionWeight = 1;
        using RasterTransformer prior = TinyRaster.Make(options, TinyRaster.Levels, TinyRaster.Condition("text"));
        HashSet<string> decayed = [.. prior.named_parameters().Where(pair => prior.DecayedParameters.Any(p => ReferenceEquals(p, pair.parameter))).Select(pair => pair.name)];
        string[] expected = [.. prior.named_parameters().Select(pair => pair.name).Where(name => name.EndsWith(".weight", StringComparison.Ordinal)
            && (name.Contains(".attn.", StringComparison.Ordinal) || name.Contains(".mlp.", StringComparison.Ordinal) || name.Contains("head", StringComparison.Ordinal)))];
        Assert.IsTrue(decayed.SetEquals(expected), string.Join(", ", decayed.Order()));
    }

    public static IEnumerable<object[]> Networks() =>
        from ordering in Enum.GetValues<CodeOrdering>()
        from levels in (bool[])[false, true]
        from condition in ordering == CodeOrdering.RowMajor ? (string[])["none", "class", "text", "codes", "above", "both"] : ["class"]
        from shared in ordering == CodeOrdering.RowMajor ? (bool[])[false, true] : [false]
        select new object[] { ordering, levels, condition, shared };

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void ALaterCodeChangesNoEarlierLogit(CodeOrdering ordering, bool levels, string condition, bool shared)
    {
        using DisposeScope scope = NewDisposeScope();
        CodeLayout layout = levels ? TinyRaster.Levels : TinyRaster.Map;
        RasterTransformerOptions options = TinyRaster.Options;
        (options.Ordering, options.SharedTokens, options.UnmaskedCondition) = (ordering, shared, shared);
        using RasterTransformer prior = TinyRaster.Make(options, layout, TinyRaster.Condition(condition));
        Tensor codes = TinyPrior.Codes(layout, 1, seed: 4);
        Tensor? told = TinyRaster.ConditionTensor(prior.Condition, 1);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, told));
        int[] order = CodeOrder.OfPyramid(ordering, layout);
        for (int number = 0; number < order.Length; number++)
        {
            Tensor other = codes.clone();
            other[0, order[number]] = (codes[0, order[number]] + 1) % 5;
            float[] otherNats = TinyPrior.Floats(prior.NegativeLogLikelihood(other, told));
            for (int before = 0; before < number; before++)
                Assert.AreEqual(nats[order[before]], otherNats[order[before]], $"code {before} must not see code {number}");
            Assert.AreNotEqual(nats[order[number]], otherNats[order[number]], $"{number}");
            if (number + 1 < order.Length)
                Assert.AreNotEqual(nats[order[number + 1]], otherNats[order[number + 1]], $"code {number + 1} must see code {number}");
        }
        // Every number of the condition is seen by the first code.
        for (int i = 0; i < prior.Condition.Length; i++)
        {
            Tensor other = told!.clone();
            other[0, i] = (told[0, i] + 1) % 3;
            Assert.AreNotEqual(nats[order[0]], TinyPrior.Floats(prior.NegativeLogLikelihood(codes, other))[order[0]], $"number {i} of the condition");
        }
    }

    [TestMethod]
    public void AnOrderingIsRowMajorOverPermutedCodes()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = TinyPrior.Codes(TinyRaster.Map, 3, seed: 4);
        using RasterTransformer raster = TinyRaster.Make();
        foreach (CodeOrdering ordering in Enum.GetValues<CodeOrdering>())
        {
            RasterTransformerOptions options = TinyRaster.Options;
            options.Ordering = ordering;
            using RasterTransformer prior = TinyRaster.Make(options);
            Tensor order = tensor(CodeOrder.OfPyramid(ordering, TinyRaster.Map), ScalarType.Int64);
            CollectionAssert.AreEqual(TinyPrior.Floats(raster.NegativeLogLikelihood(codes.index_select(1, order), null)),
                TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null).index_select(1, order)), ordering.ToString());
        }
    }

    [TestMethod]
    [DataRow(CodeOrdering.RowMajor)]
    [DataRow(CodeOrdering.Subsample)]
    public void OneHotSoftLabelsAreHardLabels(CodeOrdering ordering)
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        options.Ordering = ordering;
        CodeLayout layout = TinyRaster.Levels;
        using RasterTransformer prior = TinyRaster.Make(options, layout);
        Tensor codes = TinyPrior.Codes(layout, 5, seed: 1);
        Tensor[] soft = [.. Enumerable.Range(0, layout.Count).Select(level =>
            nn.functional.one_hot(codes.narrow(1, layout.Offset(level), layout[level].Count), layout[level].CodebookSize).to(ScalarType.Float32))];
        PriorLoss hard = prior.TrainingLoss(new PriorBatch(codes)), one = prior.TrainingLoss(new PriorBatch(codes, null, soft));
        Tensor nats = prior.NegativeLogLikelihood(codes, null);
        for (int level = 0; level < layout.Count; level++)
        {
            float expected = nats.narrow(1, layout.Offset(level), layout[level].Count).mean().item<float>();
            Assert.AreEqual(expected, hard.Levels[level].item<float>(), 1e-4f);
            Assert.AreEqual(expected, one.Levels[level].item<float>(), 1e-4f);
        }
        Assert.AreEqual(nats.mean().item<float>(), hard.Total.item<float>(), 1e-4f);
        Assert.AreEqual(nats.mean().item<float>(), one.Total.item<float>(), 1e-4f);
    }

    [TestMethod]
    public void InTrainingSomeCodesAreReadAsRandomOnesOfTheirLevel()
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.KeepProbability, options.Dropout) = (0.6, 0);
        using RasterTransformer prior = TinyRaster.Make(options, TinyRaster.Levels);
        Tensor codes = TinyPrior.Codes(TinyRaster.Levels, 500, seed: 1).t();
        Tensor read = prior.Replaced(codes);
        foreach ((int level, double size) in (ReadOnlySpan<(int, double)>)[(0, 5), (1, 7)])
        {
            Tensor before = codes.narrow(0, TinyRaster.Levels.Offset(level), TinyRaster.Levels[level].Count), after = read.narrow(0, TinyRaster.Levels.Offset(level), TinyRaster.Levels[level].Count);
            Assert.AreEqual(0, after.min().item<long>());
            Assert.AreEqual(size - 1, after.max().item<long>());
            // A random one may be the same.
            Assert.AreEqual(0.6 + (0.4 / size), before.eq(after).to(ScalarType.Float32).mean().item<float>(), 0.03);
        }
        Tensor batch = codes.narrow(1, 0, 4).t();
        float Loss() => prior.TrainingLoss(new PriorBatch(batch)).Total.item<float>();
        Assert.AreEqual(Loss(), Loss(), "Outside training every code is read as it is.");
        prior.train();
        Tensor state = prior.Generator.get_state();
        float first = Loss();
        Assert.AreNotEqual(first, Loss());
        prior.Generator.set_state(state);
        Assert.AreEqual(first, Loss());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ConditionDropoutMakesTheConditionOptional(bool shared)
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.ConditionDropout, options.SharedTokens, options.Dropout) = (0.5, shared, 0);
        using RasterTransformer prior = TinyRaster.Make(options, condition: TinyRaster.Condition("both"));
        Assert.IsTrue(prior.CanBeUnconditional);
        Tensor codes = TinyPrior.Codes(TinyRaster.Map, 3, seed: 1), told = TinyRaster.ConditionTensor(prior.Condition, 3)!;
        float[] without = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null));
        CollectionAssert.AreEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, full_like(told, -1))));
        CollectionAssert.AreNotEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, told)));
        prior.train();
        Tensor one = codes.narrow(0, 0, 1), its = told.narrow(0, 0, 1);
        float with = prior.NegativeLogLikelihood(one, its).mean().item<float>(), dropped = prior.NegativeLogLikelihood(one, null).mean().item<float>();
        int kept = 0, lost = 0;
        for (int i = 0; i < 60; i++)
        {
            float loss = prior.TrainingLoss(new PriorBatch(one, its)).Total.item<float>();
            kept += Math.Abs(loss - with) < 1e-4 ? 1 : 0;
            lost += Math.Abs(loss - dropped) < 1e-4 ? 1 : 0;
        }
        Assert.AreEqual(60, kept + lost);
        Assert.IsTrue(kept is > 15 and < 45, $"{kept} of 60 rows kept their condition.");
    }

    [TestMethod]
    public void ALargerVocabularyOrContextChangesNothingThatIsPredicted()
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        options.SharedTokens = true;
        using RasterTransformer small = TinyRaster.Make(options, condition: TinyRaster.Condition("class"));
        (options.Vocabulary, options.ContextLength) = (40, 30);
        using RasterTransformer large = TinyRaster.Make(options, condition: TinyRaster.Condition("class"));
        using (IDisposable noGrad = no_grad())
        {
            Dictionary<string, Tensor> weights = large.state_dict();
            foreach ((string name, Tensor weight) in small.state_dict())
                weights[name].narrow(0, 0, weight.size(0)).copy_(weight);
        }
        Tensor codes = TinyPrior.Codes(TinyRaster.Map, 2, seed: 3), classes = tensor([0L, 2], [2, 1]);
        float[] expected = TinyPrior.Floats(small.NegativeLogLikelihood(codes, classes)), actual = TinyPrior.Floats(large.NegativeLogLikelihood(codes, classes));
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f);
    }

    [TestMethod]
    public void BadInputIsRefusedByName()
    {
        using DisposeScope scope = NewDisposeScope();
        using RasterTransformer prior = TinyRaster.Make(condition: TinyRaster.Condition("class")), unconditional = TinyRaster.Make(layout: TinyRaster.Levels), told = TinyRaster.Make(condition: TinyRaster.Condition("codes"));
        Tensor codes = TinyPrior.Codes(TinyRaster.Map, 2, seed: 1), pyramids = TinyPrior.Codes(TinyRaster.Levels, 2, seed: 1), wrong = pyramids.clone();
        wrong[1, 8] = 7;
        AssertThrows("condition dropout", () => prior.NegativeLogLikelihood(codes, null));
        AssertThrows("knows 0 to 2", () => prior.NegativeLogLikelihood(codes, tensor([0L, 3], [2, 1])));
        AssertThrows("(2, 1)", () => prior.NegativeLogLikelihood(codes, tensor([0L])));
        AssertThrows("holds the number 6", () => told.NegativeLogLikelihood(codes, full([2, 6], 6, ScalarType.Int64)));
        AssertThrows("(2, 6)", () => told.TrainingLoss(new PriorBatch(codes, zeros([2, 5], ScalarType.Int64))));
        AssertThrows("no condition", () => unconditional.NegativeLogLikelihood(pyramids, tensor([0L, 0], [2, 1])));
        AssertThrows("level 1 is 7", () => unconditional.NegativeLogLikelihood(wrong, null));
        AssertThrows("(N, 36)", () => unconditional.NegativeLogLikelihood(pyramids.narrow(1, 0, 35), null));
        AssertThrows("Soft targets", () => unconditional.TrainingLoss(new PriorBatch(pyramids, null, [pyramids, pyramids])));

        Refused("SpiralOut goes through square maps", options => options.Ordering = CodeOrdering.SpiralOut, new CodeLayout(new CodeLevel(3, 3, 1, 4)));
        Refused("KeepProbability", options => options.KeepProbability = 0);
        Refused("KeepProbability", options => options.KeepProbability = 1.5);
        Refused("Width is 16 and Heads 3", options => options.Heads = 3);
        Refused("ContextLength is 5", options => options.ContextLength = 5);
        Refused("Vocabulary is 20 without SharedTokens", options => options.Vocabulary = 20);
        Refused("Vocabulary is 5", options => (options.SharedTokens, options.Vocabulary) = (true, 5));
        Refused("Vocabulary is 10", options => (options.SharedTokens, options.Vocabulary) = (true, 10), condition: TinyRaster.Condition("text"));
        Refused("ConditionWeight is 1", options => options.ConditionWeight = 1, condition: TinyRaster.Condition("class"));
        Refused("UnmaskedCondition", options => (options.ConditionWeight, options.UnmaskedCondition) = (1, true), condition: TinyRaster.Condition("text"));
        Refused("Ordering is 17", options => options.Ordering = (CodeOrdering)17);
    }

    [TestMethod]
    public void ScoringIsThreadSafeAndNeverDropsOut()
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.KeepProbability, options.AttentionDropout, options.EmbeddingDropout) = (0.5, 0.5, 0.5);
        using RasterTransformer prior = TinyRaster.Make(options, TinyRaster.Levels);
        prior.train();
        Tensor codes = TinyPrior.Codes(TinyRaster.Levels, 4, seed: 1);
        float[] expected = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null));
        var results = new float[8][];
        Parallel.For(0, results.Length, i =>
        {
            using DisposeScope mine = NewDisposeScope();
            for (int n = 0; n < 5; n++)
                results[i] = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null));
        });
        foreach (float[] result in results)
            CollectionAssert.AreEqual(expected, result);
    }

    [TestMethod]
    [DataRow(CodeOrdering.RowMajor, "class", false)]
    [DataRow(CodeOrdering.RowMajor, "class", true)]
    [DataRow(CodeOrdering.SpiralOut, "text", false)]
    [DataRow(CodeOrdering.Subsample, "codes", true)]
    public void LearnsAPyramidForEachCondition(CodeOrdering ordering, string condition, bool shared)
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.Width, options.Ordering, options.SharedTokens, options.Dropout) = (32, ordering, shared, 0);
        CodeLayout layout = TinyRaster.Levels;
        ConditionShape shape = TinyRaster.Condition(condition);
        using var prior = (RasterTransformer)options.Create(new PriorContext(layout, shape, CPU));
        int[] pyramids = TinyPrior.CodeArray(layout, 3, seed: 9), told = shape.Length == 1 ? [0, 1, 2] : TinyRaster.Conditions(shape, 3);
        // One code of 108 that has half of the probability weighs more than 0.005.
        PriorTrials.LearnsByHeart(prior, pyramids, told, bound: 0.005f);
    }

    [TestMethod]
    public void TrainsInBFloat16()
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.Precision, options.Dropout) = (TrainingPrecision.BFloat16, 0);
        using RasterTransformer prior = TinyRaster.Make(options, TinyRaster.Levels);
        prior.train();
        Tensor codes = TinyPrior.Codes(TinyRaster.Levels, 4, seed: 1);
        PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes));
        float expected = prior.NegativeLogLikelihood(codes, null).mean().item<float>();
        Assert.AreEqual(ScalarType.Float32, loss.Total.dtype);
        Assert.AreEqual(expected, loss.Total.item<float>(), 0.1f * expected);
        Assert.AreNotEqual(expected, loss.Total.item<float>());
        loss.Total.backward();
        Assert.IsTrue(prior.parameters().All(parameter => parameter.grad is { dtype: ScalarType.Float32 }));
    }

    [TestMethod]
    public void StepsAndScoresLeaveNoTensorsBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.ConditionDropout, options.AttentionDropout, options.EmbeddingDropout, options.KeepProbability) = (0.1, 0.1, 0.1, 0.9);
        (options.Ordering, options.ConditionWeight) = (CodeOrdering.ZCurve, 0.1);
        CodeLayout layout = TinyRaster.Levels;
        using RasterTransformer prior = TinyRaster.Make(options, layout, TinyRaster.Condition("both"));
        Tensor codes = TinyPrior.Codes(layout, 2, seed: 1), told = TinyRaster.ConditionTensor(prior.Condition, 2)!;
        PriorTrials.StepsAndScoresLeaveNothing(prior, codes, told, [.. layout.Select(level => ones(2, level.Count, level.CodebookSize).div(level.CodebookSize))],
            beside: () => TinyRaster.Make(options, layout, prior.Condition).Dispose());
    }

    private static void Refused(string part, Action<RasterTransformerOptions> change, CodeLayout? layout = null, ConditionShape? condition = null)
    {
        RasterTransformerOptions options = TinyRaster.Options;
        change(options);
        AssertThrows(part, () => options.Create(new PriorContext(layout ?? TinyRaster.Map, condition ?? ConditionShape.None, CPU)));
    }

    private static void AssertThrows(string part, Action action)
    {
        string message = Assert.Throws<ArgumentException>(action).Message;
        StringAssert.Contains(message, part, StringComparison.Ordinal);
    }
}
