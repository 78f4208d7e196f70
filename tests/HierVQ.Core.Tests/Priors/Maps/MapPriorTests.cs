using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Maps;

[TestClass]
public sealed class MapPriorTests
{
    public static IEnumerable<object[]> All => SmallMapPriors.All;

    public static IEnumerable<object[]> Kinds => SmallMapPriors.Kinds;

    [TestMethod]
    [DynamicData(nameof(All))]
    public void No_code_is_scored_by_itself_or_by_what_comes_later(string kind, string condition)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, condition);
        int[] codes = SmallMapPriors.Codes(1, seed: 1);
        Tensor entries = Entries(prior, 1);
        using IDisposable noGrad = no_grad();
        float[] Logits(int[] of) => TinyPrior.Floats(prior.Logits(SmallMapPriors.Rows(of, 1), entries, scoring: true).flatten(2).transpose(1, 2)); // (positions, 7)
        float[] before = Logits(codes);
        bool lastSeesFirst = false;
        for (int changed = 0; changed < codes.Length; changed++)
        {
            int[] other = [.. codes];
            other[changed] = (codes[changed] + 3) % 7;
            float[] after = Logits(other);
            Assert.IsTrue(before.AsSpan(0, (changed + 1) * 7).SequenceEqual(after.AsSpan(0, (changed + 1) * 7)), $"Something sees code {changed}.");
            if (changed < codes.Length - 1)
                Assert.IsFalse(before.AsSpan((changed + 1) * 7, 7).SequenceEqual(after.AsSpan((changed + 1) * 7, 7)) && changed % 6 < 5, $"Its right neighbour does not see code {changed}.");
            lastSeesFirst |= changed == 0 && !before.AsSpan(23 * 7).SequenceEqual(after.AsSpan(23 * 7));
        }
        if (kind == "snail")
            Assert.IsTrue(lastSeesFirst, "Attention does not reach back to the first code.");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Every_number_of_the_condition_changes_the_score(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        Tensor codes = SmallMapPriors.Rows(SmallMapPriors.Codes(1, seed: 1), 1);
        int[] told = SmallMapPriors.Told(prior.Condition, 1, seed: 2);
        float Score(int[] condition) => prior.NegativeLogLikelihood(codes, SmallMapPriors.Rows(condition, 1)).sum().item<float>();
        float before = Score(told);
        for (int i = 0; i < told.Length; i++)
        {
            int[] other = [.. told];
            other[i] = (told[i] + 1) % 3;
            if (other[i] != told[i])
                Assert.AreNotEqual(before, Score(other), $"Number {i} of the condition is not seen.");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Kernels_and_lengths_decay_and_nothing_else(string kind)
    {
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        HashSet<nint> decayed = [.. prior.DecayedParameters.Select(parameter => parameter.Handle)];
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in prior.named_parameters())
        {
            bool expected = name.EndsWith(".weight_g", StringComparison.Ordinal) || (name.EndsWith(".weight", StringComparison.Ordinal) && name is not ("condition.label.weight" or "network.codes.weight"));
            Assert.AreEqual(expected, decayed.Remove(parameter.Handle), name);
        }
        Assert.IsEmpty(decayed);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Without_what_may_be_left_out_codes_above_are_needed_still(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, "all"), needs = SmallMapPriors.Make(kind, "class", dropout: 0), free = SmallMapPriors.Make(kind, "class");
        Tensor codes = SmallMapPriors.Rows(SmallMapPriors.Codes(1, seed: 1), 1);
        Assert.IsFalse(needs.CanBeUnconditional);
        Assert.IsTrue(free.CanBeUnconditional);
        Assert.Contains("coarser codes", Assert.ThrowsExactly<ArgumentException>(() => prior.NegativeLogLikelihood(codes, null)).Message);
        Assert.Contains("ConditionDropout", Assert.ThrowsExactly<ArgumentException>(() => needs.NegativeLogLikelihood(codes, null)).Message);
        free.NegativeLogLikelihood(codes, null);
        needs.NegativeLogLikelihood(codes, tensor(new long[] { 2 }).view(1, 1));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Scoring_drops_nothing_in_any_mode_and_training_draws_from_the_priors_own_generator(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        Tensor codes = SmallMapPriors.Rows(SmallMapPriors.Codes(4, seed: 1), 4), told = SmallMapPriors.Rows(SmallMapPriors.Told(prior.Condition, 4, seed: 2), 4);
        float[] scores = TinyPrior.Floats(prior.NegativeLogLikelihood(codes, told));
        float Loss() => prior.TrainingLoss(new PriorBatch(codes, told)).Total.item<float>();
        Assert.AreEqual(scores.Average(), Loss(), 1e-4f);
        prior.train();
        CollectionAssert.AreEqual(scores, TinyPrior.Floats(prior.NegativeLogLikelihood(codes, told)));
        Tensor global = get_rng_state(), state = prior.Generator.get_state();
        float first = Loss();
        Assert.AreNotEqual(first, Loss());
        prior.Generator.set_state(state);
        Assert.AreEqual(first, Loss());
        CollectionAssert.AreEqual(global.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void One_hot_soft_labels_are_hard_labels(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind);
        Tensor codes = SmallMapPriors.Rows(SmallMapPriors.Codes(3, seed: 1), 3);
        Tensor soft = nn.functional.one_hot(codes, 7).to(ScalarType.Float32);
        Assert.AreEqual(prior.TrainingLoss(new PriorBatch(codes)).Total.item<float>(), prior.TrainingLoss(new PriorBatch(codes, null, [soft])).Total.item<float>(), 1e-5f);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void First_weights_come_from_the_seed_alone(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor before = get_rng_state();
        IPrior Make(int seed)
        {
            MapPriorOptions options = SmallMapPriors.Options(kind);
            options.Seed = seed;
            return options.Create(new PriorContext(SmallMapPriors.Layout, SmallMapPriors.Conditions["all"], CPU));
        }
        using IPrior first = Make(1), second = Make(1), third = Make(2);
        foreach (((string name, Tensor weight), Tensor same, Tensor different) in first.Module.state_dict().Zip(second.Module.state_dict().Values, third.Module.state_dict().Values).Select(all => ((all.First.Key, all.First.Value), all.Second, all.Third)))
        {
            CollectionAssert.AreEqual(TinyPrior.Floats(weight), TinyPrior.Floats(same), name);
            if (!name.EndsWith("background", StringComparison.Ordinal))
                CollectionAssert.AreNotEqual(TinyPrior.Floats(weight), TinyPrior.Floats(different), name);
        }
        CollectionAssert.AreEqual(before.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
    }

    [TestMethod]
    [DataRow("snail")]
    [DataRow("snail without attention")]
    [DataRow("pixelcnn")]
    public void A_map_for_each_class_and_map_above_is_learned(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        MapPriorOptions options = SmallMapPriors.Options(kind);
        options.Dropout = 0;
        ConditionShape condition = ConditionShape.Class(2).With(ConditionShape.Above(new CodeLayout(new CodeLevel(2, 3, 1, 5))));
        using var prior = (MapPrior)options.Create(new PriorContext(SmallMapPriors.Layout, condition, CPU));
        int[] maps = SmallMapPriors.Codes(4, seed: 9), above = SmallMapPriors.Told(ConditionShape.Above(new CodeLayout(new CodeLevel(2, 3, 1, 5))), 2, seed: 3);
        // Each class with each map above: a map of its own.
        int[] told = [.. Enumerable.Range(0, 4).SelectMany(row => (int[])[row % 2, .. above.AsSpan(row / 2 * 6, 6)])];
        PriorTrials.LearnsByHeart(prior, maps, told, bound: 0.02f, rate: 1e-2);
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Steps_and_scores_leave_no_tensors_behind(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        prior.train();
        Tensor codes = SmallMapPriors.Rows(SmallMapPriors.Codes(2, seed: 1), 2), told = SmallMapPriors.Rows(SmallMapPriors.Told(prior.Condition, 2, seed: 2), 2);
        Tensor[] soft = [ones(2, 24, 7).div(7)];
        void Round()
        {
            foreach (Tensor[]? targets in (Tensor[]?[])[null, soft])
            {
                using PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, told, targets));
                loss.Total.backward();
                prior.zero_grad();
            }
            prior.NegativeLogLikelihood(codes, told).Dispose();
        }
        Round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void Half_precision_in_training_gives_nearly_the_same_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string kind in (string[])["snail", "pixelcnn"])
        {
            Tensor Gradient(TrainingPrecision precision)
            {
                using MapPrior prior = SmallMapPriors.Make(kind, "all", dropout: 0, options => (options.Precision, options.Dropout) = (precision, 0));
                prior.train();
                prior.TrainingLoss(new PriorBatch(SmallMapPriors.Rows(SmallMapPriors.Codes(4, seed: 1), 4), SmallMapPriors.Rows(SmallMapPriors.Told(prior.Condition, 4, seed: 2), 4))).Total.backward();
                return cat([.. prior.parameters().Where(parameter => parameter.grad is not null).Select(parameter => parameter.grad!.flatten())]);
            }
            Tensor single = Gradient(TrainingPrecision.Float32), half = Gradient(TrainingPrecision.BFloat16);
            float error = single.sub(half).norm().item<float>() / single.norm().item<float>();
            Assert.IsTrue(error is > 1e-6f and < 0.1f, $"{kind}: {error}");
        }
    }

    [TestMethod]
    public void What_cannot_be_modelled_is_refused_by_name()
    {
        foreach (string kind in (string[])["snail", "pixelcnn"])
        {
            void Refused(string part, CodeLayout layout, ConditionShape condition, Action<MapPriorOptions>? change = null)
            {
                MapPriorOptions options = SmallMapPriors.Options(kind);
                change?.Invoke(options);
                Assert.Contains(part, Assert.Throws<ArgumentException>(() => options.Create(new PriorContext(layout, condition, CPU))).Message);
            }
            CodeLayout one = SmallMapPriors.Layout;
            Refused("over one level", SmallMapPriors.Above, ConditionShape.None);
            Refused("4 at a position", new CodeLayout(new CodeLevel(4, 4, 4, 8)), ConditionShape.None);
            Refused("tokens", one, ConditionShape.Tokens(100, 8));
            Refused("whole multiple", one, ConditionShape.Above(new CodeLayout(new CodeLevel(3, 3, 1, 5))));
            Refused("whole multiple", one, ConditionShape.Codes(new CodeLayout(new CodeLevel(4, 3, 1, 5))));
            Refused("Dropout is 1", one, ConditionShape.None, options => options.Dropout = 1);
            Refused("ConditionBlocks is -1", one, ConditionShape.None, options => options.ConditionBlocks = -1);
            Refused("ConditionKernelSize is 2", one, ConditionShape.None, options => options.ConditionKernelSize = 2);
        }
        Assert.Contains("multiple of 8", Assert.Throws<ArgumentException>(() => new PixelSnailOptions { Channels = 20, Heads = 4 }.Validate()).Message);
        new PixelSnailOptions { Channels = 20, Heads = 4, Attention = false }.Validate();
        Assert.Contains("KernelSize is 4", Assert.Throws<ArgumentException>(() => new PixelSnailOptions { KernelSize = 4 }.Validate()).Message);
        Assert.Contains("FirstKernelSize is 1", Assert.Throws<ArgumentException>(() => new GatedPixelCnnOptions { FirstKernelSize = 1 }.Validate()).Message);
        Assert.Contains("Layers is 0", Assert.Throws<ArgumentException>(() => new GatedPixelCnnOptions { Layers = 0 }.Validate()).Message);
    }

    private static Tensor Entries(MapPrior prior, int rows) => prior.Input.Rows(prior.Condition.Length == 0 ? null : SmallMapPriors.Rows(SmallMapPriors.Told(prior.Condition, rows, seed: 2), rows), rows, CPU);
}
