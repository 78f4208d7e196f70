using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

/// <summary>Samplers of every head, embedding and number of levels; what they do like those of other priors is in Every/.</summary>
[TestClass]
public sealed class HqTransformerSamplerTests
{
    private static readonly CodeLayout Layout = TinyPrior.Layout;

    public static IEnumerable<object[]> Embeddings() =>
        from embedding in Enum.GetValues<PyramidEmbedding>()
        from blocks in (int[])[0, 2]
        where blocks == 0 || embedding >= PyramidEmbedding.Transformer
        from approximate in (bool[])[false, true]
        from levels in (int[])[2, 3]
        select new object[] { embedding, blocks, approximate, levels };

    public static IEnumerable<object[]> Heads() =>
        from head in Enum.GetValues<PredictionHead>()
        from levels in (int[])[2, 3, 4]
        from condition in (string[])["none", "class", "text"]
        select new object[] { head, levels, condition };

    [TestMethod]
    [DynamicData(nameof(Embeddings))]
    public void EverySamplerAgreesWithScoringAndGreedyIsTheMostLikelyCode(PyramidEmbedding embedding, int blocks, bool approximate, int levels)
    {
        HqTransformerOptions options = TinyPrior.Options;
        (options.Embedding, options.EmbeddingBlocks, options.ApproximateGelu) = (embedding, blocks, approximate);
        SamplersAgree(options, levels, ConditionShape.Class(3));
    }

    [TestMethod]
    [DynamicData(nameof(Heads))]
    public void SamplersOfEveryHeadAgreeWithScoring(PredictionHead head, int levels, string condition)
    {
        HqTransformerOptions options = TinyPrior.Options;
        (options.Head, options.Embedding, options.Width) = (head, PyramidEmbedding.Transformer, 16);
        SamplersAgree(options, levels, condition switch { "none" => ConditionShape.None, "class" => ConditionShape.Class(3), _ => ConditionShape.Tokens(9, 4) });
    }

    private static void SamplersAgree(HqTransformerOptions options, int levels, ConditionShape condition)
    {
        const int Rows = 3;
        using DisposeScope scope = NewDisposeScope();
        CodeLayout layout = TinyPrior.LayoutOf(levels);
        if (options.Embedding == PyramidEmbedding.Addition)
            options.Width = 16;
        using HqTransformer prior = TinyPrior.Make(options, layout, condition);
        var random = new Random(3);
        int[] conditions = [.. Enumerable.Range(0, Rows * condition.Length).Select(_ => random.Next(3))];
        foreach (ICodeSampler sampler in Samplers(prior, Rows))
        {
            using ICodeSampler owned = sampler;
            int[] codes = [.. Enumerable.Repeat(-1, Rows * layout.TotalCodes)];
            var logs = new float[codes.Length];
            sampler.Sample(codes, conditions, [1, 2, 3], new SamplingOptions { TopK = 1 }, logs);
            AssertScores(prior, codes, conditions, logs, sampler);
            AssertMostLikely(prior, codes, conditions);
            // Nothing to draw: codes that are there are scored.
            int[] given = TinyPrior.CodeArray(layout, Rows, seed: 5);
            int[] kept = [.. given];
            sampler.Sample(kept, conditions, [1, 2, 3], new SamplingOptions(), logs);
            CollectionAssert.AreEqual(given, kept);
            AssertScores(prior, kept, conditions, logs, sampler);
        }
    }

    [TestMethod]
    public void ARowDrawsTheSameToTheBitInAnyBatch()
    {
        const int Rows = 16;
        using HqTransformer prior = TinyPrior.Make();
        foreach (LinearKernel kernel in (LinearKernel[])[LinearKernel.Best, new VectorLinearKernel()])
        {
            int[] together = Holes(Rows);
            var logs = new float[together.Length];
            int[] classes = [.. Enumerable.Range(0, Rows).Select(row => row % 3)];
            ulong[] seeds = [.. Enumerable.Range(0, Rows).Select(row => (ulong)row + 100)];
            var options = new SamplingOptions { Temperature = 1.2f, TopK = new[] { 9, 5 }, TopP = 0.95f };
            using (ICodeSampler sampler = TinyPrior.Decoder(prior, Rows, kernel))
                sampler.Sample(together, classes, seeds, options, logs);
            foreach (int batch in (int[])[1, 5])
            {
                using ICodeSampler sampler = TinyPrior.Decoder(prior, batch, kernel);
                // In the other order, so that neighbours change too.
                int[] apart = Holes(Rows);
                var apartLogs = new float[apart.Length];
                sampler.Sample(apart, [.. classes.Reverse()], [.. seeds.Reverse()], options, apartLogs);
                for (int row = 0; row < Rows; row++)
                {
                    CollectionAssert.AreEqual(Row(together, row), Row(apart, Rows - 1 - row), $"codes of row {row}, batch {batch}");
                    CollectionAssert.AreEqual(Row(logs, row), Row(apartLogs, Rows - 1 - row), $"log-probabilities of row {row}, batch {batch}");
                }
            }
        }
    }

    [TestMethod]
    public void SamplersDrawTheSameCodesFromTheSameSeeds()
    {
        const int Rows = 12;
        using HqTransformer prior = TinyPrior.Make();
        var options = new SamplingOptions { TopK = new[] { 8, 0 }, TopP = new[] { 1f, 0.9f }, Temperature = new[] { 1f, 0.8f } };
        int[][] drawn = [.. Samplers(prior, 5).Select(sampler =>
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
    public void OnePositionIsEnough()
    {
        var layout = new CodeLayout(new CodeLevel(1, 1, 1, 5), new CodeLevel(2, 2, 1, 3));
        using HqTransformer prior = TinyPrior.Make(layout: layout, classes: 0);
        foreach (ICodeSampler sampler in Samplers(prior, 1))
        {
            using ICodeSampler owned = sampler;
            int[] codes = [-1, -1, -1, -1, -1];
            var logs = new float[5];
            sampler.Sample(codes, [], [1], new SamplingOptions(), logs);
            using DisposeScope scope = NewDisposeScope();
            AssertClose(prior.NegativeLogLikelihood(tensor([.. codes.Select(code => (long)code)], [1, 5]), null), logs);
        }
    }

    private static IEnumerable<ICodeSampler> Samplers(HqTransformer prior, int maxBatch)
    {
        yield return TinyPrior.Decoder(prior, maxBatch, LinearKernel.Best);
        yield return TinyPrior.Decoder(prior, maxBatch, new VectorLinearKernel());
        yield return TinyPrior.TensorSampler(prior, maxBatch);
    }

    private static void AssertScores(HqTransformer prior, int[] codes, int[] conditions, float[] logs, ICodeSampler sampler) =>
        AssertClose(prior.NegativeLogLikelihood(Rows(codes, prior.Layout.TotalCodes), Conditions(prior, conditions)), logs, sampler.GetType().Name);

    private static Tensor Rows(int[] numbers, int length) => tensor([.. numbers.Select(number => (long)number)], [numbers.Length / length, length]);

    private static Tensor? Conditions(HqTransformer prior, int[] conditions) => prior.Condition.Length == 0 ? null : Rows(conditions, prior.Condition.Length);

    private static void AssertClose(Tensor nats, float[] logs, string? what = null)
    {
        float[] expected = TinyPrior.Floats(nats);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(-expected[i], logs[i], 2e-4f, $"{what} [{i}]");
    }

    private static void AssertMostLikely(HqTransformer prior, int[] codes, int[] conditions)
    {
        (Tensor[] logits, Tensor[] levels) = TinyPrior.Logits(prior, Rows(codes, prior.Layout.TotalCodes), Conditions(prior, conditions));
        foreach ((Tensor of, Tensor level) in logits.Zip(levels))
            CollectionAssert.AreEqual(of.argmax(1).data<long>().ToArray(), level.flatten().data<long>().ToArray());
    }

    private static int[] Holes(int rows) => [.. Enumerable.Repeat(-1, rows * Layout.TotalCodes)];

    private static T[] Row<T>(T[] all, int row) => all[(row * Layout.TotalCodes)..((row + 1) * Layout.TotalCodes)];
}
