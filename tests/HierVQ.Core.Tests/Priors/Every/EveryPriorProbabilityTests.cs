using HierVQ.Priors;
using HierVQ.Sampling;

namespace HierVQ.Tests.Priors.Every;

/// <summary>What samplers draw, with caches, against what the network says of whole pyramids, without.</summary>
[TestClass]
public sealed class EveryPriorProbabilityTests
{
    public static IEnumerable<object[]> Names() => TinyPriors.Names();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GreedyIsTheMostLikelyCodeAtEveryPlaceAndLogProbabilitiesAreTheModels(string name)
    {
        const int Rows = 2;
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(Rows);
        foreach (SamplerOptions how in EveryPrior.Samplers(Rows))
        {
            (int[] codes, float[] logs) = every.Draw(how, every.Case.Holes(Rows), conditions, options: new SamplingOptions { TopK = 1 });
            AssertClose(every.LogProbabilities(codes, conditions), logs, $"{how.Backend}, drawn");
            for (int row = 0; row < Rows; row++)
            {
                int[] drawn = every.Row(codes, row);
                for (int index = 0; index < drawn.Length; index++)
                {
                    double[] all = every.LogDistribution(drawn, index, every.ConditionRow(conditions, row));
                    // Two codes may be equally likely to rounding; then either is right.
                    Assert.AreEqual(all.Max(), all[drawn[index]], 1e-4, $"{how.Backend}, row {row}, code {index}");
                }
            }
            // Nothing to draw: codes that are there are kept, and scored.
            int[] given = every.Case.Codes(Rows);
            (int[] kept, logs) = every.Draw(how, given, conditions);
            CollectionAssert.AreEqual(given, kept);
            AssertClose(every.LogProbabilities(given, conditions), logs, $"{how.Backend}, given");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void DrawnFrequenciesAreTheModelsProbabilitiesAtEveryLevel(string name)
    {
        const int Rows = 2000;
        using var every = new EveryPrior(name);
        int[] condition = every.Case.Conditions(1), given = every.Case.Codes(1), conditions = EveryPrior.Repeat(condition, Rows);
        foreach (int index in Places(every.Case))
        {
            int[] prompt = [.. given];
            prompt[index] = -1;
            double[] expected = [.. every.LogDistribution(given, index, condition).Select(Math.Exp)];
            foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 500))
            {
                (int[] codes, _) = every.Draw(how, EveryPrior.Repeat(prompt, Rows), conditions, firstSeed: (ulong)index * Rows, logs: false);
                Frequencies.AssertAre(expected, [.. Enumerable.Range(0, Rows).Select(row => codes[(row * every.Total) + index])], $"{how.Backend}, code {index}");
            }
        }
    }

    // Within every level a place in the middle; of a stack of codes the first and the last.
    private static IEnumerable<int> Places(TinyPriorCase prior)
    {
        for (int level = 0; level < prior.Layout.Count; level++)
        {
            int depth = prior.Layout[level].Depth, first = prior.Layout.Offset(level) + (prior.Layout[level].Count / depth / 2 * depth);
            yield return first;
            if (depth > 1)
                yield return first + depth - 1;
        }
    }

    private static void AssertClose(float[] expected, float[] actual, string what)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 3e-4f, $"{what} [{i}]");
    }
}
