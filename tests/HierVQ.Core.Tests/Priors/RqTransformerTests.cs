using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Serialization;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class RqTransformerTests
{
    private static readonly CodeLayout Layout = TinyRqPrior.Layout;

    public static IEnumerable<object[]> Variants => TinyRqPrior.Variants.Keys.Select(name => (object[])[name]);

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void EveryCodeSeesThoseBeforeItAndNoOthers(string variant)
    {
        using DisposeScope scope = NewDisposeScope();
        using RqTransformer prior = Make(variant);
        Tensor codes = TinyPrior.Codes(Layout, 1, seed: 4), classes = tensor([1L], [1, 1]);
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes));
        // A flat pyramid is in the order of drawing: positions in raster order, depth innermost.
        for (int changed = 0; changed < Layout.TotalCodes; changed++)
        {
            Tensor other = codes.clone();
            other[0, changed] = (codes[0, changed] + 1) % TinyRqPrior.Codes;
            float[] otherNats = TinyPrior.Floats(prior.NegativeLogLikelihood(other, classes));
            for (int i = 0; i < changed; i++)
                Assert.AreEqual(nats[i], otherNats[i], 1e-5f, $"code {i} must not see code {changed}");
            Assert.AreNotEqual(nats[changed], otherNats[changed], $"{changed}");
            for (int i = changed + 1; i < Layout.TotalCodes; i++)
                Assert.AreNotEqual(nats[i], otherNats[i], $"code {i} sees code {changed}");
        }
    }

    [TestMethod]
    public void FirstWeightsComeFromTheSeedAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor before = get_rng_state();
        using ITokenizer tokenizer = TinyRqPrior.TokenizerOptions().Create(CPU);
        var context = new PriorContext(Layout, ConditionShape.Tokens(7, 3), CPU, tokenizer);
        RqTransformerOptions other = TinyRqPrior.Options;
        other.Seed = 2;
        using IPrior first = TinyRqPrior.Options.Create(context), second = TinyRqPrior.Options.Create(context), third = other.Create(context);
        foreach (((string name, Parameter weight), (_, Parameter same), (_, Parameter different)) in first.Module.named_parameters().Zip(second.Module.named_parameters(), third.Module.named_parameters()))
        {
            CollectionAssert.AreEqual(TinyPrior.Floats(weight), TinyPrior.Floats(same), name);
            bool constant = (name.EndsWith(".bias", StringComparison.Ordinal) && !name.Contains("put_mlp", StringComparison.Ordinal) && !name.Contains("head_mlp", StringComparison.Ordinal))
                || name.Contains("ln", StringComparison.Ordinal) || name.Contains("layer_norm", StringComparison.Ordinal);
            Assert.AreEqual(constant, TinyPrior.Floats(weight).SequenceEqual(TinyPrior.Floats(different)), name);
        }
        CollectionAssert.AreEqual(before.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    public void WeightDecayIsForWeightsOfLinearLayersOnly()
    {
        RqTransformerOptions options = TinyRqPrior.Options;
        (options.HeadEmbedding, options.SharedClassifier) = (CodeEmbedding.Table, false);
        using RqTransformer prior = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3));
        HashSet<string> decayed = [.. prior.named_parameters().Where(pair => prior.DecayedParameters.Any(p => ReferenceEquals(p, pair.parameter))).Select(pair => pair.name)];
        string[] expected = [.. prior.named_parameters().Select(pair => pair.name).Where(name => name.EndsWith(".weight", StringComparison.Ordinal)
            && (name.Contains(".attn.", StringComparison.Ordinal) || name.Contains("mlp.", StringComparison.Ordinal) || name.EndsWith("classifier.linear.weight", StringComparison.Ordinal)))];
        Assert.IsTrue(decayed.SetEquals(expected), string.Join(", ", decayed.Order()));
        Assert.HasCount((4 * 6) + 3, decayed);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void OneHotSoftLabelsAreHardLabels(string variant)
    {
        using DisposeScope scope = NewDisposeScope();
        using RqTransformer prior = Make(variant);
        Tensor codes = TinyPrior.Codes(Layout, 5, seed: 1), classes = tensor([0L, 1, 2, 0, 1], [5, 1]);
        Tensor soft = nn.functional.one_hot(codes, TinyRqPrior.Codes).to(ScalarType.Float32);
        using PriorLoss hard = prior.TrainingLoss(new PriorBatch(codes, classes)), one = prior.TrainingLoss(new PriorBatch(codes, classes, [soft]));
        Assert.AreEqual(hard.Total.item<float>(), one.Total.item<float>(), 1e-4f);
        Assert.AreEqual(hard.Total.item<float>(), hard.Levels.Single().item<float>());
        Assert.AreEqual(TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes)).Average(), hard.Total.item<float>(), 1e-4f);
    }

    [TestMethod]
    public void CodesThatADepthLacksHaveNoProbability()
    {
        using DisposeScope scope = NewDisposeScope();
        int[] sizes = [4, 11, 7];
        foreach (string variant in TinyRqPrior.Variants.Keys)
        {
            RqTransformerOptions options = TinyRqPrior.Options;
            TinyRqPrior.Variants[variant](options);
            using RqTransformer prior = TinyRqPrior.Make(options, ConditionShape.None, TinyRqPrior.TokenizerOptions(sizes: sizes));
            CollectionAssert.AreEqual(sizes, ((RqTransformerOptions)prior.Options).DepthCodebookSizes);
            Tensor codes = TinyPrior.Codes(Layout, 3, seed: 1).remainder(4);
            (_, Tensor logits) = prior.Forward(prior.Stacks(codes), prior.ConditionRows(null, 3), TransformerPass.Scoring); // (D, M, K)
            Tensor probabilities = logits.softmax(-1);
            for (int depth = 0; depth < sizes.Length; depth++)
            {
                Assert.IsGreaterThan(0f, probabilities[depth].narrow(1, 0, sizes[depth]).min().item<float>());
                if (sizes[depth] < TinyRqPrior.Codes)
                    Assert.AreEqual(0f, probabilities[depth].narrow(1, sizes[depth], TinyRqPrior.Codes - sizes[depth]).max().item<float>());
            }
            Tensor soft = nn.functional.one_hot(codes, TinyRqPrior.Codes).to(ScalarType.Float32);
            using PriorLoss hard = prior.TrainingLoss(new PriorBatch(codes)), one = prior.TrainingLoss(new PriorBatch(codes, null, [soft]));
            Assert.AreEqual(hard.Total.item<float>(), one.Total.item<float>(), 1e-4f);
            one.Total.backward();
            foreach ((string name, Parameter parameter) in prior.named_parameters())
                Assert.IsTrue(parameter.grad is { } grad && grad.isfinite().all().item<bool>(), name);
            Tensor wrong = codes.clone();
            wrong[1, 3] = 4;
            AssertThrows("depth 0 is 4", () => prior.TrainingLoss(new PriorBatch(wrong)));
            AssertThrows("depth 0 is 4", () => prior.NegativeLogLikelihood(wrong, null));
        }
    }

    [TestMethod]
    public void TheCodebookIsTheTokenizersAndNotThePriors()
    {
        using DisposeScope scope = NewDisposeScope();
        using ITokenizer tokenizer = TinyRqPrior.TokenizerOptions().Create(CPU), other = TinyRqPrior.TokenizerOptions(vectorSize: 6).Create(CPU),
            deeper = TinyRqPrior.TokenizerOptions(depth: 4).Create(CPU), unequal = TinyRqPrior.TokenizerOptions(sizes: [11, 11, 5]).Create(CPU);
        using RqTransformer prior = TinyRqPrior.Make();
        Assert.IsTrue(prior.IsBound);
        Assert.IsFalse(prior.Module.state_dict().Keys.Any(name => name.Contains("code", StringComparison.Ordinal)));
        Assert.AreEqual(5, ((RqTransformerOptions)prior.Options).CodeVectorSize);

        // Made again from its own options, as from a zip: without the tokenizer, of the same shape, and not usable before it is bound.
        string json = JsonSerializer.Serialize(prior.Options);
        PriorOptions saved = JsonSerializer.Deserialize<PriorOptions>(json)!;
        using var loaded = (RqTransformer)saved.Create(new PriorContext(Layout, prior.Condition, CPU));
        using (var stream = new MemoryStream())
        {
            ModelWeights.Write(prior, stream);
            stream.Position = 0;
            ModelWeights.Read(loaded, stream);
        }
        loaded.eval();
        Assert.IsFalse(loaded.IsBound);
        Tensor codes = TinyPrior.Codes(Layout, 2, seed: 1), classes = tensor([0L, 1], [2, 1]);
        foreach (Action use in (Action[])[() => loaded.NegativeLogLikelihood(codes, classes), () => loaded.TrainingLoss(new PriorBatch(codes, classes)), () => loaded.CreateSampler()])
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(use).Message, "call Bind with the tokenizer");
        AssertThrows("6 numbers", () => loaded.Bind(other));
        AssertThrows("2x2x4", () => loaded.Bind(deeper));
        AssertThrows("11, 11, 5", () => loaded.Bind(unequal));
        Assert.IsFalse(loaded.IsBound);
        loaded.Bind(tokenizer);
        CollectionAssert.AreEqual(TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes)), TinyPrior.Floats(loaded.NegativeLogLikelihood(codes, classes)));

        // It is a copy of the moment.
        using (no_grad())
            tokenizer.Codebook(0).add_(1);
        CollectionAssert.AreEqual(TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes)), TinyPrior.Floats(loaded.NegativeLogLikelihood(codes, classes)));
        loaded.Bind(tokenizer);
        CollectionAssert.AreNotEqual(TinyPrior.Floats(prior.NegativeLogLikelihood(codes, classes)), TinyPrior.Floats(loaded.NegativeLogLikelihood(codes, classes)));

        AssertThrows("CodeVectorSize", () => TinyRqPrior.Options.Create(new PriorContext(Layout, ConditionShape.None, CPU)));
        using IPrior free = TinyRqPrior.OwnTables.Create(new PriorContext(Layout, ConditionShape.None, CPU));
        Assert.IsTrue(((ITokenizerBound)free).IsBound);
        free.NegativeLogLikelihood(codes, null);
        ((ITokenizerBound)free).Bind(tokenizer);
    }

    [TestMethod]
    public void ConditionDropoutMakesTheConditionOptional()
    {
        using DisposeScope scope = NewDisposeScope();
        RqTransformerOptions options = TinyRqPrior.Options;
        options.ConditionDropout = 0.5;
        using RqTransformer prior = TinyRqPrior.Make(options);
        Assert.IsTrue(prior.CanBeUnconditional);
        Tensor codes = TinyPrior.Codes(Layout, 3, seed: 1);
        float[] without = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, null));
        CollectionAssert.AreEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, tensor([-1L, -1, -1], [3, 1]))));
        CollectionAssert.AreNotEqual(without, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, tensor([0L, 1, 2], [3, 1]))));

        options.Dropout = 0;
        using RqTransformer trained = TinyRqPrior.Make(options);
        trained.train();
        Tensor one = codes.narrow(0, 0, 1), label = tensor([2L], [1, 1]);
        float with = trained.NegativeLogLikelihood(one, label).mean().item<float>(), dropped = trained.NegativeLogLikelihood(one, null).mean().item<float>();
        int kept = 0, lost = 0;
        for (int i = 0; i < 60; i++)
        {
            using PriorLoss loss = trained.TrainingLoss(new PriorBatch(one, label));
            kept += Math.Abs(loss.Total.item<float>() - with) < 1e-4 ? 1 : 0;
            lost += Math.Abs(loss.Total.item<float>() - dropped) < 1e-4 ? 1 : 0;
        }
        Assert.AreEqual(60, kept + lost);
        Assert.IsTrue(kept is > 15 and < 45, $"{kept} of 60 rows kept their class.");
    }

    [TestMethod]
    public void TextIsReadAndLearntAndDoesNotCountWhereItIsDropped()
    {
        using DisposeScope scope = NewDisposeScope();
        RqTransformerOptions options = TinyRqPrior.Options;
        (options.ConditionDropout, options.Dropout, options.TextWeight) = (0.5, 0, 0.25);
        using RqTransformer prior = TinyRqPrior.Make(options, ConditionShape.Class(3).With(ConditionShape.Tokens(7, 4)));
        Tensor codes = TinyPrior.Codes(Layout, 2, seed: 1), condition = tensor([2L, 1, 6, 3, 0, 1, 5, 5, 2, 4], [2, 5]);
        // A token is predicted by those before it, and changes codes and later tokens alone.
        using PriorLoss whole = prior.TrainingLoss(new PriorBatch(codes, condition));
        using (no_grad())
        {
            (Tensor hidden, _) = prior.Forward(prior.Stacks(codes), prior.ConditionRows(condition, 2), TransformerPass.Scoring);
            Tensor logits = prior.TextLogits(hidden); // (3, 2, 7)
            Tensor nats = nn.functional.cross_entropy(logits.transpose(0, 1).flatten(0, 1), condition.narrow(1, 2, 3).flatten());
            Assert.AreEqual((0.75f * whole.Levels[0].item<float>()) + (0.25f * nats.item<float>()), whole.Total.item<float>(), 1e-4f);
            Tensor other = condition.clone();
            other[0, 4] = 6;
            (Tensor otherHidden, _) = prior.Forward(prior.Stacks(codes), prior.ConditionRows(other, 2), TransformerPass.Scoring);
            Assert.IsTrue(allclose(logits, prior.TextLogits(otherHidden), 1e-5, 1e-6), "The last token is not read by the text.");
            CollectionAssert.AreNotEqual(TinyPrior.Floats(prior.NegativeLogLikelihood(codes, condition)), TinyPrior.Floats(prior.NegativeLogLikelihood(codes, other)));
        }
        // Where all texts are dropped, only codes are learnt.
        using PriorLoss none = prior.TrainingLoss(new PriorBatch(codes));
        Assert.AreEqual(0.75f * none.Levels[0].item<float>(), none.Total.item<float>(), 1e-5f);
        Tensor half = condition.clone();
        half[1].fill_(-1);
        using PriorLoss first = prior.TrainingLoss(new PriorBatch(codes.narrow(0, 0, 1), condition.narrow(0, 0, 1))), both = prior.TrainingLoss(new PriorBatch(codes, half));
        Assert.AreEqual(first.Total.item<float>() - (0.75f * first.Levels[0].item<float>()), both.Total.item<float>() - (0.75f * both.Levels[0].item<float>()), 1e-5f);
        options.TextWeight = 0;
        using RqTransformer silent = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 4));
        Assert.IsFalse(silent.Module.state_dict().Keys.Any(name => name.StartsWith("cond_classifier", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void BadInputIsRefusedByName()
    {
        using DisposeScope scope = NewDisposeScope();
        using RqTransformer prior = TinyRqPrior.Make(), unconditional = TinyRqPrior.Make(condition: ConditionShape.None);
        Tensor codes = TinyPrior.Codes(Layout, 2, seed: 1), wrong = codes.clone();
        wrong[1, 8] = 11;
        AssertThrows("condition dropout", () => prior.NegativeLogLikelihood(codes, null));
        AssertThrows("knows 0 to 2", () => prior.NegativeLogLikelihood(codes, tensor([0L, 3], [2, 1])));
        AssertThrows("no condition", () => unconditional.NegativeLogLikelihood(codes, tensor([0L, 0], [2, 1])));
        AssertThrows("level 0 is 11", () => unconditional.NegativeLogLikelihood(wrong, null));
        AssertThrows("(N, 12)", () => unconditional.NegativeLogLikelihood(codes.narrow(1, 0, 11), null));
        AssertThrows("Soft targets", () => unconditional.TrainingLoss(new PriorBatch(codes, null, [codes])));
        AssertThrows("one level", () => TinyRqPrior.OwnTables.Create(PriorContext.Of(TinyPrior.Layout)));
        AssertThrows("one text", () => TinyRqPrior.OwnTables.Create(new PriorContext(Layout, ConditionShape.Tokens(3, 2).With(ConditionShape.Tokens(3, 2)), CPU)));
        AssertOption("Width", options => options.Width = 15);
        AssertOption("HeadLayers", options => options.HeadLayers = 0);
        AssertOption("TextWeight", options => options.TextWeight = 1.5);
        AssertOption("CodeVectorSize", options => options.CodeVectorSize = -1);
        AssertOption("DepthCodebookSizes", options => options.DepthCodebookSizes = [11, 0, 11]);
        AssertOption("DepthCodebookSizes", options => options.DepthCodebookSizes = [11, 11]);
        AssertOption("DepthCodebookSizes", options => options.DepthCodebookSizes = [11, 12, 11]);

        static void AssertOption(string option, Action<RqTransformerOptions> set)
        {
            RqTransformerOptions options = TinyRqPrior.OwnTables;
            set(options);
            AssertThrows(option, () => options.Create(PriorContext.Of(Layout)));
        }
    }

    [TestMethod]
    public void ScoringIsThreadSafeAndTheSameEveryTime()
    {
        using DisposeScope scope = NewDisposeScope();
        using RqTransformer prior = TinyRqPrior.Make();
        prior.train(); // scoring never drops out
        Tensor codes = TinyPrior.Codes(Layout, 4, seed: 1), classes = tensor([0L, 1, 2, 0], [4, 1]);
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
        RqTransformerOptions options = TinyRqPrior.Options;
        (options.AttentionDropout, options.EmbeddingDropout) = (0.1, 0.1);
        using RqTransformer prior = TinyRqPrior.Make(options);
        Tensor codes = TinyPrior.Codes(Layout, 4, seed: 1), classes = tensor([0L, 1, 2, 0], [4, 1]);
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
    [DynamicData(nameof(Variants))]
    public void LearnsAPyramidForEachClass(string variant)
    {
        using DisposeScope scope = NewDisposeScope();
        RqTransformerOptions options = TinyRqPrior.Options;
        TinyRqPrior.Variants[variant](options);
        (options.Width, options.Dropout) = (32, 0);
        using ITokenizer tokenizer = TinyRqPrior.TokenizerOptions().Create(CPU);
        using var prior = (RqTransformer)options.Create(new PriorContext(Layout, ConditionShape.Class(3), CPU, tokenizer));
        int[] pyramids = TinyPrior.CodeArray(Layout, 3, seed: 9);
        // One code of 36 that has half of the probability weighs more than 0.01.
        PriorTrials.LearnsByHeart(prior, pyramids, [0, 1, 2], bound: 0.01f);
    }

    [TestMethod]
    public void StepsAndScoresLeaveNoTensorsBehind()
    {
        using DisposeScope scope = NewDisposeScope();
        RqTransformerOptions options = TinyRqPrior.Options;
        (options.ConditionDropout, options.AttentionDropout, options.EmbeddingDropout, options.HeadEmbedding, options.SharedTable) = (0.1, 0.1, 0.1, CodeEmbedding.Table, false);
        Tensor codes = TinyPrior.Codes(Layout, 2, seed: 1).remainder(4), condition = tensor([1L, 6, 3, -1, -1, -1], [2, 3]);
        Tensor soft = ones(2, Layout.TotalCodes, TinyRqPrior.Codes).div(TinyRqPrior.Codes);
        long given = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (RqTransformer prior = TinyRqPrior.Make(options, ConditionShape.Tokens(7, 3), TinyRqPrior.TokenizerOptions(sizes: [4, 11, 7])))
        {
            PriorTrials.StepsAndScoresLeaveNothing(prior, codes, condition, [soft], beside: () =>
            {
                using ITokenizer tokenizer = TinyRqPrior.TokenizerOptions(sizes: [4, 11, 7]).Create(CPU);
                prior.Bind(tokenizer);
            });
        }
        Assert.AreEqual(given, DisposeScopeManager.Statistics.ThreadTotalLiveCount, "The network leaks.");
    }

    private static RqTransformer Make(string variant)
    {
        RqTransformerOptions options = TinyRqPrior.Options;
        TinyRqPrior.Variants[variant](options);
        return TinyRqPrior.Make(options);
    }

    private static void AssertThrows(string part, Action action) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, part, StringComparison.Ordinal);
}
