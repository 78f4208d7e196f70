using HierVQ.Sampling;

namespace HierVQ.Tests.Priors.Every;

/// <summary>On the CPU a row's seed, condition and given codes decide what it draws, to the bit.</summary>
[TestClass]
public sealed class EveryPriorRepeatTests
{
    private const int Rows = 16;

    public static IEnumerable<object[]> Names() => TinyPriors.Names();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ARowDrawsTheSameInAnyBatchAndOnAnyThreads(string name)
    {
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(Rows);
        var options = new SamplingOptions { Temperature = 1.2f, TopK = 5, TopP = 0.95f };
        if (every.CanGuide)
            options.Guidance = 1.5f;
        foreach (SamplerWeights weights in Enum.GetValues<SamplerWeights>())
        {
            var together = new SamplerOptions { MaxBatch = Rows, Weights = weights, Threads = 1 };
            (int[] codes, float[] logs) = every.Draw(together, every.Case.Holes(Rows), conditions, options: options);
            foreach ((int batch, int threads) in ((int, int)[])[(16, 2), (3, 1), (1, 2)])
            {
                (int[] others, float[] otherLogs) = every.Draw(together with { MaxBatch = batch, Threads = threads }, every.Case.Holes(Rows), conditions, options: options);
                CollectionAssert.AreEqual(codes, others, $"codes, {weights}, batch {batch}, {threads} threads");
                CollectionAssert.AreEqual(logs, otherLogs, $"log-probabilities, {weights}, batch {batch}, {threads} threads");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void OtherRowsAndTheSeedOfOthersChangeNothing(string name)
    {
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(3), alone = every.Case.Holes(1);
        var how = new SamplerOptions { MaxBatch = 4 };
        using ICodeSampler sampler = every.Prior.CreateSampler(how);
        int[] codes = every.Case.Holes(3);
        sampler.Sample(codes, conditions, [5, 9, 5], new SamplingOptions());
        sampler.Sample(alone, every.ConditionRow(conditions, 1), [9], new SamplingOptions());
        CollectionAssert.AreEqual(alone, every.Row(codes, 1));
        int[] again = every.Case.Holes(1);
        sampler.Sample(again, every.ConditionRow(conditions, 1), [10], new SamplingOptions());
        CollectionAssert.AreNotEqual(alone, again, "Another seed draws other codes.");
    }
}
