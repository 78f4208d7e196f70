using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Hq;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

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
    public void TheSeedAloneDecides()
    {
        using HqTransformer prior = TinyPrior.Make();
        using ICodeSampler sampler = prior.CreateSampler(new SamplerOptions { MaxBatch = 2 });
        int[] Draw(ulong seed)
        {
            int[] codes = Holes(1);
            sampler.Sample(codes, [0], [seed], new SamplingOptions());
            return codes;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor global = get_rng_state();
        int[] first = Draw(7);
        CollectionAssert.AreNotEqual(first, Draw(8));
        CollectionAssert.AreEqual(first, Draw(7));
        CollectionAssert.AreEqual(global.bytes.ToArray(), get_rng_state().bytes.ToArray(), "Someone else's random numbers were drawn.");
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
    public void DrawnFrequenciesAreTheModelsProbabilities()
    {
        const int Rows = 4000;
        using DisposeScope scope = NewDisposeScope();
        using HqTransformer prior = TinyPrior.Make();
        // All codes are given but the second top code and the second code below it.
        int[] prompt = TinyPrior.CodeArray(Layout, 1, seed: 3);
        int below = new LocalPyramids(Layout).Index(1, slot: 2);
        (prompt[1], prompt[below]) = (-1, -1);
        foreach (ICodeSampler sampler in (ICodeSampler[])[prior.CreateSampler(new SamplerOptions { MaxBatch = 64 }), TinyPrior.TensorSampler(prior, Rows)])
        {
            using ICodeSampler owned = sampler;
            int[] codes = [.. Enumerable.Repeat(prompt, Rows).SelectMany(row => row)];
            sampler.Sample(codes, [.. Enumerable.Repeat(2, Rows)], [.. Enumerable.Range(0, Rows).Select(row => (ulong)row)], new SamplingOptions());
            int[] top = [.. Enumerable.Range(0, Rows).Select(row => Row(codes, row)[1])];
            AssertFrequencies(Probabilities(prior, prompt, 1, Layout[0].CodebookSize, other: below), top);
            int common = top.GroupBy(code => code).MaxBy(group => group.Count())!.Key;
            prompt[1] = common;
            AssertFrequencies(Probabilities(prior, prompt, below, Layout[1].CodebookSize, other: 1),
                [.. Enumerable.Range(0, Rows).Where(row => top[row] == common).Select(row => Row(codes, row)[below])]);
            prompt[1] = -1;
        }
    }

    [TestMethod]
    public void GivenCodesAreKeptAndHolesDoNotDependOnWhatComesLater()
    {
        using HqTransformer prior = TinyPrior.Make();
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            using ICodeSampler owned = sampler;
            int[] given = TinyPrior.CodeArray(Layout, 1, seed: 3), codes = [.. given];
            int[] holes = [2, 4, 9, 17, 29];
            foreach (int hole in holes)
                codes[hole] = -1;
            int[] full = [.. codes];
            sampler.Sample(full, [1], [5], new SamplingOptions());
            for (int i = 0; i < full.Length; i++)
            {
                if (!holes.Contains(i))
                    Assert.AreEqual(given[i], full[i]);
                Assert.IsTrue(full[i] >= 0 && full[i] < (i < Layout[0].Count ? 11 : 7));
            }
            // Another code at the last top position changes nothing before it.
            int[] other = [.. codes];
            other[5] = (given[5] + 1) % 11;
            sampler.Sample(other, [1], [5], new SamplingOptions());
            Assert.AreEqual(full[2], other[2]);
            Assert.AreEqual(full[4], other[4]);
            Assert.AreEqual(full[9], other[9]);
        }
    }

    [TestMethod]
    public void ProgressCountsCodesAndCancellationStopsBetweenSteps()
    {
        using HqTransformer prior = TinyPrior.Make();
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            using ICodeSampler owned = sampler;
            var progress = new Reports();
            sampler.Sample(Holes(3), [0, 1, 2], [1, 2, 3], new SamplingOptions(), progress: progress);
            CollectionAssert.AreEqual(new[] { 10, 20, 30, 40, 50, 60, 65, 70, 75, 80, 85, 90 }, progress.Values);
            using var source = new CancellationTokenSource();
            var stop = new Reports { OnReport = done => { if (done == 20) source.Cancel(); } };
            Assert.Throws<OperationCanceledException>(() => sampler.Sample(Holes(2), [0, 1], [1, 2], new SamplingOptions(), progress: stop, cancellationToken: source.Token));
            CollectionAssert.AreEqual(new[] { 10, 20 }, stop.Values);
        }
    }

    [TestMethod]
    public void BadRequestsAreRefusedBeforeWork()
    {
        using HqTransformer prior = TinyPrior.Make();
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            int[] bad = Holes(1);
            bad[3] = 11;
            AssertThrows("level 0 is 11", () => sampler.Sample(bad, [0], [1], new SamplingOptions()));
            bad[3] = -2;
            AssertThrows("level 0 is -2", () => sampler.Sample(bad, [0], [1], new SamplingOptions()));
            AssertThrows("60 codes", () => sampler.Sample(Holes(1), [0, 1], [1, 2], new SamplingOptions()));
            AssertThrows("1 numbers of conditions", () => sampler.Sample(Holes(1), [0, 1], [1], new SamplingOptions()));
            AssertThrows("log-probabilities", () => sampler.Sample(Holes(1), [0], [1], new SamplingOptions(), new float[3]));
            AssertThrows("knows 0 to 2", () => sampler.Sample(Holes(1), [3], [1], new SamplingOptions()));
            AssertThrows("condition dropout", () => sampler.Sample(Holes(1), [], [1], new SamplingOptions()));
            AssertThrows("TopP", () => sampler.Sample(Holes(1), [0], [1], new SamplingOptions { TopP = 0f }));
            sampler.Dispose();
            Assert.Throws<ObjectDisposedException>(() => sampler.Sample(Holes(1), [0], [1], new SamplingOptions()));
        }
    }

    [TestMethod]
    public void NoConditionIsAConditionOfItsOwn()
    {
        HqTransformerOptions options = TinyPrior.Options;
        options.ConditionDropout = 0.1;
        using HqTransformer prior = TinyPrior.Make(options), unconditional = TinyPrior.Make(classes: 0);
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            using ICodeSampler owned = sampler;
            int[] codes = Holes(1), same = Holes(1);
            var logs = new float[codes.Length];
            sampler.Sample(codes, [], [1], new SamplingOptions(), logs);
            sampler.Sample(same, [-1], [1], new SamplingOptions());
            CollectionAssert.AreEqual(codes, same);
            using DisposeScope scope = NewDisposeScope();
            AssertClose(prior.NegativeLogLikelihood(tensor([.. codes.Select(code => (long)code)], [1, codes.Length]), null), logs);
        }
        using ICodeSampler free = unconditional.CreateSampler(new SamplerOptions { MaxBatch = 1 });
        int[] drawn = Holes(1);
        free.Sample(drawn, [], [1], new SamplingOptions());
        Assert.IsTrue(drawn.All(code => code >= 0));
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

    [TestMethod]
    public void SamplingLeavesNoTensorsBehind()
    {
        using HqTransformer prior = TinyPrior.Make();
        void Round()
        {
            foreach (ICodeSampler sampler in Samplers(prior, 2))
            {
                using ICodeSampler owned = sampler;
                int[] codes = Holes(3);
                sampler.Sample(codes, [0, 1, 2], [1, 2, 3], new SamplingOptions { TopK = 4, TopP = 0.9f }, new float[codes.Length]);
            }
        }
        Round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
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

    private static double[] Probabilities(HqTransformer prior, int[] prompt, int index, int codes, int other)
    {
        int[] all = [.. Enumerable.Range(0, codes).SelectMany(code =>
        {
            int[] row = [.. prompt];
            row[other] = Math.Max(0, row[other]);
            row[index] = code;
            return row;
        })];
        Tensor nats = prior.NegativeLogLikelihood(tensor([.. all.Select(code => (long)code)], [codes, Layout.TotalCodes]), full([codes, 1], 2, ScalarType.Int64));
        return [.. Enumerable.Range(0, codes).Select(code => Math.Exp(-nats[code, index].item<float>()))];
    }

    private static void AssertFrequencies(double[] probabilities, int[] drawn)
    {
        Assert.AreEqual(1, probabilities.Sum(), 1e-4);
        Assert.IsGreaterThan(0.1, probabilities.Max() - probabilities.Min(), "The distribution should be far from even, or the test shows little.");
        double chiSquare = 0, rest = 0, restSeen = 0;
        int degrees = -1;
        for (int code = 0; code < probabilities.Length; code++)
        {
            double expected = probabilities[code] * drawn.Length;
            int seen = drawn.Count(d => d == code);
            if (expected < 5) // too rare for the approximation: counted together
            {
                (rest, restSeen) = (rest + expected, restSeen + seen);
                continue;
            }
            chiSquare += (seen - expected) * (seen - expected) / expected;
            degrees++;
        }
        if (rest > 1)
            (chiSquare, degrees) = (chiSquare + ((restSeen - rest) * (restSeen - rest) / rest), degrees + 1);
        // Exceeded about once in a thousand seeds; the seeds are fixed.
        Assert.IsLessThan(degrees + (3.3 * Math.Sqrt(2 * degrees)) + 4, chiSquare);
    }

    private static int[] Holes(int rows) => [.. Enumerable.Repeat(-1, rows * Layout.TotalCodes)];

    private static T[] Row<T>(T[] all, int row) => all[(row * Layout.TotalCodes)..((row + 1) * Layout.TotalCodes)];

    private static void AssertThrows(string part, Action action) => StringAssert.Contains(Assert.Throws<ArgumentException>(action).Message, part, StringComparison.Ordinal);

    private sealed class Reports : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public Action<int>? OnReport { get; init; }

        public void Report(int value)
        {
            Values.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
