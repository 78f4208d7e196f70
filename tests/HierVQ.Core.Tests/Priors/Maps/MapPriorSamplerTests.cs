using HierVQ.Priors;
using HierVQ.Sampling;
using HierVQ.Sampling.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Maps;

[TestClass]
public sealed class MapPriorSamplerTests
{
    private const int Length = 24;

    public static IEnumerable<object[]> All => SmallMapPriors.All;

    public static IEnumerable<object[]> Kinds => SmallMapPriors.Kinds;

    [TestMethod]
    [DynamicData(nameof(All))]
    public void Every_sampler_draws_greedily_what_the_uncached_network_finds_likeliest(string kind, string condition)
    {
        const int Rows = 3;
        using MapPrior prior = SmallMapPriors.Make(kind, condition);
        int[] told = SmallMapPriors.Told(prior.Condition, Rows, seed: 2);
        int[] expected = Uncached(prior, told, Rows);
        foreach (ICodeSampler sampler in Samplers(prior, 4))
        {
            using ICodeSampler owned = sampler;
            for (int round = 0; round < 2; round++) // nothing of the first round is left in the second
            {
                int[] codes = Holes(Rows);
                var logs = new float[codes.Length];
                sampler.Sample(codes, told, [1, 2, 3], new SamplingOptions { TopK = 1 }, logs);
                CollectionAssert.AreEqual(expected, codes, sampler.GetType().Name);
                AssertScores(prior, codes, told, logs);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_row_draws_the_same_to_the_bit_in_any_company(string kind)
    {
        const int Rows = 7;
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        int[] told = SmallMapPriors.Told(prior.Condition, Rows, seed: 4);
        ulong[] seeds = [.. Enumerable.Range(0, Rows).Select(row => (ulong)row + 100)];
        foreach (float guidance in (float[])[1, 2])
        {
            var options = new SamplingOptions { Temperature = 1.1f, TopP = 0.95f, Guidance = guidance };
            int[] together = Holes(Rows);
            var logs = new float[together.Length];
            using (ICodeSampler sampler = Kernels(prior, Rows, LinearKernel.Best))
                sampler.Sample(together, told, seeds, options, logs);
            foreach (int batch in (int[])[1, 3])
            {
                using ICodeSampler sampler = Kernels(prior, batch, LinearKernel.Best);
                int[] apart = Holes(Rows);
                var apartLogs = new float[apart.Length];
                sampler.Sample(apart, told, seeds, options, apartLogs);
                CollectionAssert.AreEqual(together, apart);
                CollectionAssert.AreEqual(logs, apartLogs);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Guidance_takes_what_the_condition_changes_several_times_and_keeps_what_is_above(string kind)
    {
        using DisposeScope scope = NewDisposeScope();
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        int[] told = SmallMapPriors.Told(prior.Condition, 1, seed: 4), without = [.. told];
        int dropped = prior.Condition.Parts.Where(part => part.CanBeDropped).Sum(part => part.Length);
        without.AsSpan(0, dropped).Fill(-1);
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            using ICodeSampler owned = sampler;
            int[] codes = Holes(1);
            sampler.Sample(codes, told, [5], new SamplingOptions { TopK = 1, Guidance = 3 });
            using IDisposable noGrad = no_grad();
            Tensor Logits(int[] condition) => prior.Logits(SmallMapPriors.Rows(codes, 1), prior.Input.Rows(SmallMapPriors.Rows(condition, 1), 1, CPU), scoring: true).flatten(2);
            Tensor none = Logits(without), guided = none.add(Logits(told).sub(none).mul(3));
            CollectionAssert.AreEqual(guided.argmax(1).flatten().data<long>().ToArray(), codes.Select(code => (long)code).ToArray());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Codes_that_are_given_are_kept_and_what_was_drawn_before_a_hole_does_not_depend_on_what_comes_after(string kind)
    {
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        int[] told = SmallMapPriors.Told(prior.Condition, 1, seed: 4), given = SmallMapPriors.Codes(1, seed: 6);
        int[] holes = [1, 2, 9, 20];
        foreach (ICodeSampler sampler in Samplers(prior, 2))
        {
            using ICodeSampler owned = sampler;
            int[] codes = [.. given], other = [.. given];
            foreach (int hole in holes)
                (codes[hole], other[hole]) = (-1, -1);
            other[10] = (given[10] + 1) % 7;
            sampler.Sample(codes, told, [5], new SamplingOptions());
            sampler.Sample(other, told, [5], new SamplingOptions());
            for (int i = 0; i < Length; i++)
            {
                Assert.IsTrue(codes[i] is >= 0 and < 7);
                if (!holes.Contains(i))
                    Assert.AreEqual(given[i], codes[i]);
                else if (i < 10)
                    Assert.AreEqual(codes[i], other[i]);
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Nothing_leaks(string kind)
    {
        using MapPrior prior = SmallMapPriors.Make(kind, "all");
        int[] told = SmallMapPriors.Told(prior.Condition, 3, seed: 4);
        void Round()
        {
            foreach (ICodeSampler sampler in Samplers(prior, 2))
            {
                using ICodeSampler owned = sampler;
                int[] codes = Holes(3);
                sampler.Sample(codes, told, [1, 2, 3], new SamplingOptions { TopK = 4, TopP = 0.9f }, new float[codes.Length]);
            }
        }
        Round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    // The whole network again a position.
    private static int[] Uncached(MapPrior prior, int[] told, int rows)
    {
        int[] codes = Holes(rows);
        using var sampler = new UncachedMapSampler(prior, rows);
        sampler.Sample(codes, told, [.. Enumerable.Range(0, rows).Select(row => (ulong)row)], new SamplingOptions { TopK = 1 });
        return codes;
    }

    private static void AssertScores(MapPrior prior, int[] codes, int[] told, float[] logs)
    {
        using DisposeScope scope = NewDisposeScope();
        int rows = codes.Length / Length;
        float[] nats = TinyPrior.Floats(prior.NegativeLogLikelihood(SmallMapPriors.Rows(codes, rows), told.Length == 0 ? null : SmallMapPriors.Rows(told, rows)));
        for (int i = 0; i < nats.Length; i++)
            Assert.AreEqual(-nats[i], logs[i], 3e-4f);
    }

    private static IEnumerable<ICodeSampler> Samplers(MapPrior prior, int maxBatch)
    {
        yield return Kernels(prior, maxBatch, LinearKernel.Best);
        yield return Kernels(prior, maxBatch, new VectorLinearKernel());
        yield return prior.CreateSampler(new SamplerOptions { MaxBatch = maxBatch, Backend = SamplerBackend.LibTorch });
    }

    private static ICodeSampler Kernels(MapPrior prior, int maxBatch, LinearKernel kernel) =>
        ((IKernelSampled)prior).CreateDecoder(new SamplerOptions { MaxBatch = maxBatch }, new LinearPacking(kernel));

    private static int[] Holes(int rows) => [.. Enumerable.Repeat(-1, rows * Length)];
}
