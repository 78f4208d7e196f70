using HierVQ.Layers;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Raster;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors;

[TestClass]
public sealed class RasterTransformerSamplerTests
{
    public static IEnumerable<object[]> Networks() =>
        from condition in (string[])["none", "class", "text", "codes", "above", "both"]
        from shared in (bool[])[false, true]
        from unmasked in (bool[])[false, true]
        select new object[] { condition, shared, unmasked, condition == "class" ? CodeOrdering.SpiralIn : CodeOrdering.RowMajor, condition == "text" };

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void EverySamplerAgreesWithScoringAndGreedyIsTheMostLikelyCode(string condition, bool shared, bool unmasked, CodeOrdering ordering, bool approximate)
    {
        const int Rows = 3;
        using DisposeScope scope = NewDisposeScope();
        RasterTransformerOptions options = TinyRaster.Options;
        (options.SharedTokens, options.UnmaskedCondition, options.Ordering, options.ApproximateGelu) = (shared, unmasked, ordering, approximate);
        CodeLayout layout = TinyRaster.Levels;
        using RasterTransformer prior = TinyRaster.Make(options, layout, TinyRaster.Condition(condition));
        int[] told = TinyRaster.Conditions(prior.Condition, Rows);
        foreach (ICodeSampler sampler in TinyRaster.Samplers(prior, Rows))
        {
            using ICodeSampler owned = sampler;
            int[] codes = TinyRaster.Holes(layout, Rows);
            var logs = new float[codes.Length];
            sampler.Sample(codes, told, [1, 2, 3], new SamplingOptions { TopK = 1 }, logs);
            AssertScores(prior, codes, logs, sampler);
            CollectionAssert.AreEqual(Greedy(prior, layout, Rows), codes, sampler.GetType().Name);
            // Nothing to draw: codes that are there are scored.
            int[] given = TinyPrior.CodeArray(layout, Rows, seed: 5);
            int[] kept = [.. given];
            sampler.Sample(kept, told, [1, 2, 3], new SamplingOptions(), logs);
            CollectionAssert.AreEqual(given, kept);
            AssertScores(prior, kept, logs, sampler);
        }
    }

    [TestMethod]
    [DataRow("none", CodeOrdering.RowMajor, false)]
    [DataRow("both", CodeOrdering.Subsample, true)]
    public void ARowDrawsTheSameToTheBitInAnyBatchWhateverTheOthersPromptsAre(string condition, CodeOrdering ordering, bool unmasked)
    {
        const int Rows = 9;
        var layout = new CodeLayout(new CodeLevel(8, 8, 1, 9)); // more tokens than go through together
        RasterTransformerOptions options = TinyRaster.Options;
        (options.Ordering, options.UnmaskedCondition) = (ordering, unmasked);
        using RasterTransformer prior = TinyRaster.Make(options, layout, TinyRaster.Condition(condition));
        int[] told = TinyRaster.Conditions(prior.Condition, Rows), order = CodeOrder.OfPyramid(ordering, layout);
        ulong[] seeds = [.. Enumerable.Range(0, Rows).Select(row => (ulong)row + 100)];
        var sampling = new SamplingOptions { Temperature = 1.2f, TopK = 7, TopP = 0.95f };
        // Each row has a prompt of its own: a beginning, and some codes behind it.
        int[] prompts = TinyPrior.CodeArray(layout, Rows, seed: 4);
        for (int row = 0; row < Rows; row++)
        {
            for (int number = 7 * row; number < order.Length; number++)
            {
                if (number % 5 != row % 5)
                    prompts[(row * layout.TotalCodes) + order[number]] = -1;
            }
        }
        foreach (LinearKernel kernel in (LinearKernel[])[LinearKernel.Best, new VectorLinearKernel()])
        {
            int[] together = [.. prompts];
            using (ICodeSampler sampler = ((IKernelSampled)prior).CreateDecoder(new SamplerOptions { MaxBatch = Rows }, new LinearPacking(kernel)))
                sampler.Sample(together, told, seeds, sampling);
            foreach (int batch in (int[])[1, 4])
            {
                using ICodeSampler sampler = ((IKernelSampled)prior).CreateDecoder(new SamplerOptions { MaxBatch = batch }, new LinearPacking(kernel));
                int[] apart = [.. prompts];
                sampler.Sample(apart, told, seeds, sampling);
                CollectionAssert.AreEqual(together, apart, $"batch {batch}");
            }
            // With log-probabilities every token goes through by itself.
            int[] scored = [.. prompts];
            using ICodeSampler single = ((IKernelSampled)prior).CreateDecoder(new SamplerOptions { MaxBatch = Rows }, new LinearPacking(kernel));
            single.Sample(scored, told, seeds, sampling, new float[scored.Length]);
            CollectionAssert.AreEqual(together, scored);
        }
    }

    [TestMethod]
    public void SamplersDrawTheSameCodesFromTheSameSeeds()
    {
        const int Rows = 12;
        RasterTransformerOptions options = TinyRaster.Options;
        options.ConditionDropout = 0.1;
        CodeLayout layout = TinyRaster.Levels;
        using RasterTransformer prior = TinyRaster.Make(options, layout, TinyRaster.Condition("both"));
        int[] told = TinyRaster.Conditions(prior.Condition, Rows);
        foreach (float guidance in (float[])[1, 2])
        {
            var sampling = new SamplingOptions { TopK = new[] { 5, 0 }, TopP = new[] { 1f, 0.9f }, Temperature = new[] { 1f, 0.8f }, Guidance = guidance };
            int[][] drawn = [.. TinyRaster.Samplers(prior, 5).Select(sampler =>
            {
                using (sampler)
                {
                    int[] codes = TinyRaster.Holes(layout, Rows);
                    sampler.Sample(codes, told, [.. Enumerable.Range(0, Rows).Select(row => (ulong)row)], sampling);
                    return codes;
                }
            })];
            // Sums differ in their last bits, so that a row may part where a random number falls between them: one in thousands.
            foreach (int[] other in drawn)
                Assert.IsGreaterThanOrEqualTo(Rows - 1, Enumerable.Range(0, Rows).Count(row => Row(drawn[0], row).SequenceEqual(Row(other, row))));
        }
        int[] Row(int[] codes, int row) => codes[(row * layout.TotalCodes)..((row + 1) * layout.TotalCodes)];
    }

    [TestMethod]
    public void HalfAnImageIsCompletedByTheHalfThatIsThere()
    {
        foreach (CodeOrdering ordering in Enum.GetValues<CodeOrdering>())
        {
            RasterTransformerOptions options = TinyRaster.Options;
            options.Ordering = ordering;
            using RasterTransformer prior = TinyRaster.Make(options);
            int[] order = CodeOrder.OfPyramid(ordering, TinyRaster.Map);
            foreach (ICodeSampler sampler in TinyRaster.Samplers(prior, 2))
            {
                using ICodeSampler owned = sampler;
                int[] given = TinyPrior.CodeArray(TinyRaster.Map, 1, seed: 3), half = [.. given.Select((code, place) => place < 8 ? code : -1)], full = [.. half];
                sampler.Sample(full, [], [5], new SamplingOptions());
                CollectionAssert.AreEqual(given[..8], full[..8]);
                Assert.IsTrue(full.All(code => code is >= 0 and < 9));
                // Another code in the half that is there changes no hole that comes before it in the ordering.
                int[] other = [.. half];
                int changed = order.Last(place => place < 8);
                other[changed] = (given[changed] + 1) % 9;
                sampler.Sample(other, [], [5], new SamplingOptions());
                foreach (int place in order.TakeWhile(place => place != changed))
                    Assert.AreEqual(full[place], other[place], $"{ordering} {place}");
            }
        }
    }

    [TestMethod]
    public void DepthsOfOneLevelHaveSettingsOfTheirOwn()
    {
        var layout = new CodeLayout(new CodeLevel(2, 2, 3, 8));
        using RasterTransformer prior = TinyRaster.Make(layout: layout);
        using ICodeSampler sampler = prior.CreateSampler();
        int[] Draw(ulong seed, PerLevel<int> topK)
        {
            int[] codes = TinyRaster.Holes(layout, 1);
            sampler.Sample(codes, [], [seed], new SamplingOptions { TopK = topK });
            return codes;
        }
        // Greedy but for the last code of each position: the first two of the first position are always the same.
        int[][] drawn = [.. Enumerable.Range(0, 20).Select(seed => Draw((ulong)seed, new[] { 1, 1, 0 }))];
        Assert.AreEqual(1, drawn.Select(codes => (codes[0], codes[1])).Distinct().Count());
        Assert.IsGreaterThan(1, drawn.Select(codes => codes[2]).Distinct().Count());
    }

    [TestMethod]
    public void OneCodeIsEnough()
    {
        var layout = new CodeLayout(new CodeLevel(1, 1, 1, 5));
        foreach (bool shared in (bool[])[false, true])
        {
            RasterTransformerOptions options = TinyRaster.Options;
            options.SharedTokens = shared;
            using RasterTransformer prior = TinyRaster.Make(options, layout);
            foreach (ICodeSampler sampler in TinyRaster.Samplers(prior, 1))
            {
                using ICodeSampler owned = sampler;
                using DisposeScope scope = NewDisposeScope();
                int[] codes = [-1];
                var logs = new float[1];
                sampler.Sample(codes, [], [1], new SamplingOptions(), logs);
                AssertScores(prior, codes, logs, sampler);
            }
        }
    }

    /// <summary>Greedy codes without a cache: the whole network for each code.</summary>
    private static int[] Greedy(RasterTransformer prior, CodeLayout layout, int rows)
    {
        using IDisposable noGrad = no_grad();
        Tensor codes = zeros([rows, layout.TotalCodes], ScalarType.Int64), prefix = prior.Prefix(TinyRaster.ConditionTensor(prior.Condition, rows), rows);
        var sequence = new RasterSequence(((RasterTransformerOptions)prior.Options).Ordering, layout, CPU);
        for (int number = 0; number < layout.TotalCodes; number++)
        {
            int level = sequence.Level(number);
            Tensor logits = prior.Logits(prior.Hidden(prefix, sequence.Of(codes), TransformerPass.Scoring), level)[number - layout.Offset(level)]; // (N, K)
            codes.narrow(1, sequence.Place(number), 1).copy_(logits.argmax(1).unsqueeze(1));
        }
        sequence.Dispose();
        return [.. codes.data<long>().Select(code => (int)code)];
    }

    private static void AssertScores(RasterTransformer prior, int[] codes, float[] logs, ICodeSampler sampler)
    {
        Tensor nats = prior.NegativeLogLikelihood(TinyRaster.Codes(codes, prior.Layout), TinyRaster.ConditionTensor(prior.Condition, codes.Length / prior.Layout.TotalCodes));
        float[] expected = TinyPrior.Floats(nats);
        for (int i = 0; i < logs.Length; i++)
            Assert.AreEqual(-expected[i], logs[i], 1e-4f, $"{sampler.GetType().Name}, code {i}");
    }
}
