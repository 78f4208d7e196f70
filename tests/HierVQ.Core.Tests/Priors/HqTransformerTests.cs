using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using HierVQ.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class HqTransformerTests
{
    [TestMethod]
    public void FirstWeightsComeFromTheSeedAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor before = get_rng_state();
        HqTransformerOptions other = TinyPrior.Options;
        other.Seed = 2;
        using IPrior first = TinyPrior.Options.Create(PriorContext.Of(TinyPrior.Layout, 3)), second = TinyPrior.Options.Create(PriorContext.Of(TinyPrior.Layout, 3)), third = other.Create(PriorContext.Of(TinyPrior.Layout, 3));
        foreach (((string name, Parameter weight), (_, Parameter same), (_, Parameter different)) in first.Module.named_parameters().Zip(second.Module.named_parameters(), third.Module.named_parameters()))
        {
            CollectionAssert.AreEqual(TinyPrior.Floats(weight), TinyPrior.Floats(same), name);
            bool constant = name.EndsWith(".bias", StringComparison.Ordinal) || name.Contains("ln", StringComparison.Ordinal);
            Assert.AreEqual(constant, TinyPrior.Floats(weight).SequenceEqual(TinyPrior.Floats(different)), name);
        }
        CollectionAssert.AreEqual(before.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    public void FirstWeightsHaveTheirDeviations()
    {
        var options = new HqTransformerOptions { Width = 128, Layers = 1, HeadLayers = 1, Embedding = PyramidEmbedding.WeightedSum };
        using IPrior prior = options.Create(PriorContext.Of(TinyPrior.Layout, 0));
        foreach ((string name, Parameter parameter) in prior.Module.named_parameters())
        {
            double expected = name is "sos" or "sos_depth" or "pos_emb_bot" ? 1
                : name.EndsWith(".bias", StringComparison.Ordinal) ? 0
                : name.StartsWith("ln", StringComparison.Ordinal) || name.Contains(".ln", StringComparison.Ordinal) ? 1 : 0.02;
            double rms = Math.Sqrt(TinyPrior.Floats(parameter).Average(x => (double)x * x));
            Assert.AreEqual(expected, rms, 0.2 * expected, name);
        }
    }

    [TestMethod]
    public void WeightDecayIsForWeightsOfLinearLayersOnly()
    {
        using HqTransformer prior = TinyPrior.Make();
        HashSet<string> decayed = [.. prior.named_parameters().Where(pair => prior.DecayedParameters.Any(p => ReferenceEquals(p, pair.parameter))).Select(pair => pair.name)];
        string[] expected = [.. prior.named_parameters().Select(pair => pair.name)
            .Where(name => name.EndsWith(".weight", StringComparison.Ordinal) && (name.Contains(".attn.", StringComparison.Ordinal) || name.Contains(".mlp.", StringComparison.Ordinal) || name.StartsWith("head_", StringComparison.Ordinal)))];
        Assert.IsTrue(decayed.SetEquals(expected), string.Join(", ", decayed.Order()));
    }

    [TestMethod]
    [DataRow(PredictionHead.Parallel, 2)]
    [DataRow(PredictionHead.Causal, 2)]
    [DataRow(PredictionHead.CausalAddition, 2)]
    [DataRow(PredictionHead.Bidirectional, 2)]
    [DataRow(PredictionHead.Parallel, 3)]
    [DataRow(PredictionHead.Causal, 3)]
    [DataRow(PredictionHead.CausalAddition, 3)]
    [DataRow(PredictionHead.Bidirectional, 3)]
    [DataRow(PredictionHead.Parallel, 4)]
    public void NegativeLogLikelihoodIsInPyramidOrderAndCausal(PredictionHead head, int levels)
    {
        using DisposeScope scope = NewDisposeScope();
        CodeLayout layout = TinyPrior.LayoutOf(levels);
        HqTransformerOptions options = TinyPrior.Options;
        options.Head = head;
        using HqTransformer prior = TinyPrior.Make(options, layout);
        Tensor codes = TinyPrior.Codes(layout, 1, seed: 4), classes = tensor([1L]).unsqueeze(1);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes));
        int[] order = Order(layout, head);
        for (int changed = 0; changed < layout.TotalCodes; changed++)
        {
            Tensor other = codes.clone();
            other[0, changed] = (codes[0, changed] + 1) % layout[^1].CodebookSize;
            float[] otherNats = TinyPrior.Floats(prior.NegativeLogLikelihood(other, classes));
            bool seen = false;
            for (int i = 0; i < nats.Length; i++)
            {
                if (i != changed && order[i] <= order[changed])
                    Assert.AreEqual(nats[i], otherNats[i], 1e-5f, $"code {i} must not see code {changed}");
                seen |= order[i] > order[changed] && nats[i] != otherNats[i];
            }
            Assert.AreNotEqual(nats[changed], otherNats[changed], $"{changed}");
            Assert.AreEqual(order[changed] < order.Max(), seen, $"Whether a later code sees code {changed}.");
        }
    }

    // When each code is decided; those side by side at the same time.
    private static int[] Order(CodeLayout layout, PredictionHead head)
    {
        int[] order = new int[layout.TotalCodes];
        var pyramids = new LocalPyramids(layout);
        for (int position = 0; position < pyramids.Positions; position++)
        {
            for (int slot = 0; slot < pyramids.Slots; slot++)
            {
                int within = head switch { PredictionHead.Parallel => LocalPyramids.Level(slot), PredictionHead.Bidirectional => 0, _ => slot };
                order[pyramids.Index(position, slot)] = (position * pyramids.Slots) + within;
            }
        }
        return order;
    }

    [TestMethod]
    public void OneHotSoftLabelsAreHardLabels()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make();
        Tensor codes = TinyPrior.Codes(TinyPrior.Layout, 5, seed: 1), classes = tensor([0L, 1, 2, 0, 1]).unsqueeze(1);
        Tensor[] soft = [.. Enumerable.Range(0, 2).Select(level =>
            nn.functional.one_hot(codes.narrow(1, TinyPrior.Layout.Offset(level), TinyPrior.Layout[level].Count), TinyPrior.Layout[level].CodebookSize).to(ScalarType.Float32))];
        PriorLoss hard = prior.TrainingLoss(new PriorBatch(codes, classes)), one = prior.TrainingLoss(new PriorBatch(codes, classes, soft));
        Assert.AreEqual(hard.Total.item<float>(), one.Total.item<float>(), 1e-4f);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes));
        int positions = TinyPrior.Layout[0].Count;
        float[] top = [.. nats.Where((_, i) => i % TinyPrior.Layout.TotalCodes < positions)], bottom = [.. nats.Where((_, i) => i % TinyPrior.Layout.TotalCodes >= positions)];
        Assert.AreEqual(top.Average(), hard.Levels[0].item<float>(), 1e-4f);
        Assert.AreEqual(bottom.Average(), hard.Levels[1].item<float>(), 1e-4f);
        Assert.AreEqual(top.Average() + (4 * bottom.Average()), hard.Total.item<float>(), 1e-3f);
    }

    [TestMethod]
    public void ConditionDropoutMakesTheClassOptional()
    {
        using DisposeScope scope = NewDisposeScope();
        HqTransformerOptions options = TinyPrior.Options;
        options.ConditionDropout = 0.5;
        using HqTransformer prior = TinyPrior.Make(options);
        Assert.IsTrue(prior.CanBeUnconditional);
        Tensor codes = TinyPrior.Codes(TinyPrior.Layout, 3, seed: 1);
        float[] without = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null));
        CollectionAssert.AreEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, tensor([-1L, -1, -1]).unsqueeze(1))));
        CollectionAssert.AreNotEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, tensor([0L, 1, 2]).unsqueeze(1))));

        // In training every loss is that of a mixture of rows with and without their class.
        options.Dropout = 0;
        using HqTransformer trained = TinyPrior.Make(options);
        trained.train();
        Tensor one = codes.narrow(0, 0, 1), label = tensor([1L]).unsqueeze(1);
        float with = trained.NegativeLogLikelihood(one, label).narrow(1, 0, 6).mean().item<float>();
        float dropped = trained.NegativeLogLikelihood(one, null).narrow(1, 0, 6).mean().item<float>();
        int kept = 0, lost = 0;
        for (int i = 0; i < 60; i++)
        {
            float loss = trained.TrainingLoss(new PriorBatch(one, label)).Levels[0].item<float>();
            kept += Math.Abs(loss - with) < 1e-4 ? 1 : 0;
            lost += Math.Abs(loss - dropped) < 1e-4 ? 1 : 0;
        }
        Assert.AreEqual(60, kept + lost);
        Assert.IsTrue(kept is > 15 and < 45, $"{kept} of 60 rows kept their class.");
    }

    [TestMethod]
    public void BadInputIsRefusedByName()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make(), unconditional = TinyPrior.Make(classes: 0);
        Tensor codes = TinyPrior.Codes(TinyPrior.Layout, 2, seed: 1), wrong = codes.clone();
        wrong[1, 8] = 7;
        AssertThrows("condition dropout", () => prior.NegativeLogLikelihood(codes, null));
        AssertThrows("condition dropout", () => prior.NegativeLogLikelihood(codes, tensor([0L, -1]).unsqueeze(1)));
        AssertThrows("knows 0 to 2", () => prior.NegativeLogLikelihood(codes, tensor([0L, 3]).unsqueeze(1)));
        AssertThrows("one row for each", () => prior.NegativeLogLikelihood(codes, tensor([0L]).unsqueeze(1)));
        AssertThrows("has no condition", () => unconditional.NegativeLogLikelihood(codes, tensor([0L, 0]).unsqueeze(1)));
        AssertThrows("level 1 is 7", () => unconditional.NegativeLogLikelihood(wrong, null));
        AssertThrows("(N, 30)", () => unconditional.NegativeLogLikelihood(codes.narrow(1, 0, 29), null));
        AssertThrows("condition dropout", () => prior.TrainingLoss(new PriorBatch(codes)));
        AssertThrows("knows 0 to 2", () => prior.TrainingLoss(new PriorBatch(codes, tensor([0L, 3]).unsqueeze(1))));
        AssertThrows("Soft targets", () => prior.TrainingLoss(new PriorBatch(codes, tensor([0L, 1]).unsqueeze(1), [codes, codes])));
        AssertThrows("two levels or more", () => TinyPrior.Options.Create(PriorContext.Of(new CodeLayout(new CodeLevel(2, 2, 1, 4), new CodeLevel(4, 5, 1, 4)))));
        HqTransformerOptions options = TinyPrior.Options;
        options.ContextLength = 5;
        AssertThrows("ContextLength", () => options.Create(PriorContext.Of(TinyPrior.Layout, 0)));
    }

    [TestMethod]
    public void ScoringIsThreadSafeAndTheSameEveryTime()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make();
        prior.train(); // scoring never drops out
        Tensor codes = TinyPrior.Codes(TinyPrior.Layout, 4, seed: 1), classes = tensor([0L, 1, 2, 0]).unsqueeze(1);
        float[] expected = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes));
        var results = new float[8][];
        Parallel.For(0, results.Length, i =>
        {
            using DisposeScope mine = NewDisposeScope();
            for (int n = 0; n < 5; n++)
                results[i] = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes));
        });
        foreach (float[] result in results)
            CollectionAssert.AreEqual(expected, result);
    }

    [TestMethod]
    public void DropoutDrawsFromThePriorsOwnGenerator()
    {
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make();
        Tensor codes = TinyPrior.Codes(TinyPrior.Layout, 4, seed: 1), classes = tensor([0L, 1, 2, 0]).unsqueeze(1);
        float Loss() => prior.TrainingLoss(new PriorBatch(codes, classes)).Total.item<float>();
        float even = Loss();
        Assert.AreEqual(even, Loss(), "In evaluation mode nothing is dropped.");
        prior.train();
        Tensor global = get_rng_state(), state = prior.Generator.get_state();
        float first = Loss(), second = Loss();
        Assert.AreNotEqual(first, second);
        prior.Generator.set_state(state);
        Assert.AreEqual(first, Loss());
        CollectionAssert.AreEqual(global.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    [DataRow(2, PredictionHead.Parallel, PyramidEmbedding.Addition, 0, PositionEmbedding.OneDimensional)]
    [DataRow(2, PredictionHead.Causal, PyramidEmbedding.WeightedSum, 0, PositionEmbedding.TwoDimensional)]
    [DataRow(2, PredictionHead.Parallel, PyramidEmbedding.Transformer, 0, PositionEmbedding.OneDimensional)]
    [DataRow(2, PredictionHead.Parallel, PyramidEmbedding.Transformer, 1, PositionEmbedding.TwoDimensional)]
    [DataRow(2, PredictionHead.CausalAddition, PyramidEmbedding.Bidirectional, 1, PositionEmbedding.OneDimensional)]
    [DataRow(2, PredictionHead.Bidirectional, PyramidEmbedding.Transformer, 0, PositionEmbedding.OneDimensional)]
    [DataRow(3, PredictionHead.Parallel, PyramidEmbedding.Transformer, 1, PositionEmbedding.OneDimensional)]
    [DataRow(3, PredictionHead.Causal, PyramidEmbedding.WeightedSum, 0, PositionEmbedding.TwoDimensional)]
    [DataRow(3, PredictionHead.CausalAddition, PyramidEmbedding.Addition, 0, PositionEmbedding.OneDimensional)]
    [DataRow(3, PredictionHead.Bidirectional, PyramidEmbedding.Bidirectional, 0, PositionEmbedding.OneDimensional)]
    public void LearnsAPyramidForEachClass(int levels, PredictionHead head, PyramidEmbedding embedding, int blocks, PositionEmbedding positions)
    {
        using DisposeScope scope = NewDisposeScope();
        CodeLayout layout = TinyPrior.LayoutOf(levels);
        HqTransformerOptions options = TinyPrior.Options;
        (options.Width, options.Head, options.Embedding, options.EmbeddingBlocks, options.Positions, options.Dropout) = (32, head, embedding, blocks, positions, 0);
        using var prior = (HqTransformer)options.Create(PriorContext.Of(layout, 3));
        int[] pyramids = TinyPrior.CodeArray(layout, 3, seed: 9);
        // A top code of 18, or a bottom code of 72 four times over, that has half of the probability weighs more than 0.03.
        PriorTrials.LearnsByHeart(prior, pyramids, [0, 1, 2], bound: 0.03f);
    }

    [TestMethod]
    [DataRow(PredictionHead.Parallel, 2, "class")]
    [DataRow(PredictionHead.Causal, 3, "text")]
    [DataRow(PredictionHead.CausalAddition, 3, "class")]
    [DataRow(PredictionHead.Bidirectional, 2, "text")]
    public void StepsAndScoresLeaveNoTensorsBehind(PredictionHead head, int levels, string condition)
    {
        using DisposeScope scope = NewDisposeScope();
        CodeLayout layout = TinyPrior.LayoutOf(levels);
        HqTransformerOptions options = TinyPrior.Options;
        (options.Head, options.ConditionDropout, options.AttentionDropout, options.EmbeddingDropout, options.EmbeddingBlocks) = (head, 0.1, 0.1, 0.1, 1);
        using HqTransformer prior = TinyPrior.Make(options, layout, condition == "text" ? ConditionShape.Tokens(9, 4) : ConditionShape.Class(3));
        Tensor codes = TinyPrior.Codes(layout, 2, seed: 1), classes = zeros([2, prior.Condition.Length], ScalarType.Int64);
        classes[1] = -1;
        PriorTrials.StepsAndScoresLeaveNothing(prior, codes, classes, [.. layout.Select(level => ones(2, level.Count, level.CodebookSize).div(level.CodebookSize))]);
    }

    private static void AssertThrows(string part, Action action)
    {
        string message = Assert.Throws<ArgumentException>(action).Message;
        StringAssert.Contains(message, part, StringComparison.Ordinal);
    }
}
