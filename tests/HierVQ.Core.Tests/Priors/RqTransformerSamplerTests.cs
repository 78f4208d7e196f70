using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>What is RQ-Transformer's own in sampling; what every sampler must keep is tested for all priors.</summary>
[TestClass]
public sealed class RqTransformerSamplerTests
{
    private static readonly CodeLayout Layout = TinyRqPrior.Layout;

    public static IEnumerable<object[]> Variants => TinyRqPrior.Variants.Keys.Select(name => (object[])[name]);

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void EverySamplerAgreesWithScoringAndGreedyIsTheMostLikelyCode(string variant)
    {
        const int Rows = 3;
        foreach (int[]? sizes in (int[]?[])[null, [4, 11, 7]])
        {
            foreach (ConditionShape condition in (ConditionShape[])[ConditionShape.None, ConditionShape.Class(3).With(ConditionShape.Tokens(7, 2))])
            {
                using DisposeScope scope = NewDisposeScope();
                RqTransformerOptions options = TinyRqPrior.Options;
                TinyRqPrior.Variants[variant](options);
                using RqTransformer prior = TinyRqPrior.Make(options, condition, TinyRqPrior.TokenizerOptions(sizes: sizes));
                int[] told = condition.Length == 0 ? [] : [0, 6, 1, 2, 0, 5, 1, 3, 3];
                foreach (ICodeSampler sampler in TinyRqPrior.Samplers(prior, Rows))
                {
                    using ICodeSampler owned = sampler;
                    int[] codes = Holes(Rows);
                    var logs = new float[codes.Length];
                    sampler.Sample(codes, told, [1, 2, 3], new SamplingOptions { TopK = 1 }, logs);
                    AssertScores(prior, codes, told, logs, sampler);
                    AssertMostLikely(prior, codes, told);
                    // Nothing to draw: codes that are there are scored.
                    int[] given = [.. TinyPrior.CodeArray(Layout, Rows, seed: 5).Select(code => code % 4)], kept = [.. given];
                    sampler.Sample(kept, told, [1, 2, 3], new SamplingOptions(), logs);
                    CollectionAssert.AreEqual(given, kept);
                    AssertScores(prior, kept, told, logs, sampler);
                }
            }
        }
    }

    [TestMethod]
    public void SamplersDrawTheSameCodesFromTheSameSeeds()
    {
        const int Rows = 12;
        using RqTransformer prior = TinyRqPrior.Make();
        // A setting a depth.
        var options = new SamplingOptions { TopK = new[] { 8, 0, 5 }, TopP = new[] { 1f, 0.9f, 1f }, Temperature = new[] { 1f, 0.8f } };
        int[][] drawn = [.. TinyRqPrior.Samplers(prior, 5).Select(sampler =>
        {
            using (sampler)
            {
                int[] codes = Holes(Rows);
                sampler.Sample(codes, [.. Enumerable.Range(0, Rows).Select(row => row % 3)], [.. Enumerable.Range(0, Rows).Select(row => (ulong)row)], options);
                return codes;
            }
        })];
        // Sums differ in their last bits, so that a row may part where a random number falls between them: one in thousands.
        foreach (int[] other in drawn)
            Assert.IsGreaterThanOrEqualTo(Rows - 1, Enumerable.Range(0, Rows).Count(row => Row(drawn[0], row).SequenceEqual(Row(other, row))));
    }

    [TestMethod]
    public void SettingsCountADepth()
    {
        using RqTransformer prior = TinyRqPrior.Make();
        foreach (ICodeSampler sampler in TinyRqPrior.Samplers(prior, 8))
        {
            using ICodeSampler owned = sampler;
            // The first code of a position is greedy, the others are not: rows part at depth 1 of the first position.
            int[] codes = Holes(8);
            sampler.Sample(codes, new int[8], [1, 2, 3, 4, 5, 6, 7, 8], new SamplingOptions { TopK = new[] { 1, 0 } });
            Assert.AreEqual(1, Enumerable.Range(0, 8).Select(row => Row(codes, row)[0]).Distinct().Count());
            Assert.IsGreaterThan(1, Enumerable.Range(0, 8).Select(row => Row(codes, row)[1]).Distinct().Count());
        }
    }

    [TestMethod]
    public void OnePositionAndOneDepthAreEnough()
    {
        foreach ((int side, int depth) in ((int, int)[])[(1, 1), (1, 3), (2, 1)])
        {
            using DisposeScope scope = NewDisposeScope();
            using RqTransformer prior = TinyRqPrior.Make(condition: ConditionShape.None, tokenizerOptions: TinyRqPrior.TokenizerOptions(side, depth));
            int total = side * side * depth;
            foreach (ICodeSampler sampler in TinyRqPrior.Samplers(prior, 1))
            {
                using ICodeSampler owned = sampler;
                int[] codes = [.. Enumerable.Repeat(-1, total)];
                var logs = new float[total];
                sampler.Sample(codes, [], [1], new SamplingOptions(), logs);
                float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(tensor([.. codes.Select(code => (long)code)], [1, total]), null));
                for (int i = 0; i < total; i++)
                    Assert.AreEqual(-nats[i], logs[i], 2e-4f);
            }
        }
    }

    private static Tensor Pyramids(int[] codes) => tensor([.. codes.Select(code => (long)code)], [codes.Length / Layout.TotalCodes, Layout.TotalCodes]);

    private static Tensor? Told(int[] conditions) => conditions.Length == 0 ? null : tensor([.. conditions.Select(value => (long)value)], [3, conditions.Length / 3]);

    private static void AssertScores(RqTransformer prior, int[] codes, int[] conditions, float[] logs, ICodeSampler sampler)
    {
        float[] expected = TinyPrior.Floats(prior.NegativeLogLikelihood(Pyramids(codes), Told(conditions)));
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(-expected[i], logs[i], 2e-4f, $"{sampler.GetType().Name} [{i}]");
    }

    private static void AssertMostLikely(RqTransformer prior, int[] codes, int[] conditions)
    {
        using IDisposable noGrad = no_grad();
        Tensor stacks = prior.Stacks(Pyramids(codes));
        (_, Tensor logits) = prior.Forward(stacks, prior.ConditionRows(Told(conditions), 3), TransformerPass.Scoring);
        CollectionAssert.AreEqual(logits.argmax(-1).flatten().data<long>().ToArray(), stacks.flatten().data<long>().ToArray());
    }

    private static int[] Holes(int rows) => [.. Enumerable.Repeat(-1, rows * Layout.TotalCodes)];

    private static T[] Row<T>(T[] all, int row) => all[(row * Layout.TotalCodes)..((row + 1) * Layout.TotalCodes)];
}
