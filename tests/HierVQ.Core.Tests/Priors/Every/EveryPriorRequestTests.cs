using HierVQ.Priors;
using HierVQ.Sampling;
using TorchSharp;

namespace HierVQ.Tests.Priors.Every;

/// <summary>What a sampler keeps, refuses, reports and leaves behind.</summary>
[TestClass]
public sealed class EveryPriorRequestTests
{
    public static IEnumerable<object[]> Names() => TinyPriors.Names();

    public static IEnumerable<object[]> Droppable() => EveryPriorGuidanceTests.Guidable();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GivenCodesAreKeptAndEveryHoleIsFilled(string name)
    {
        const int Rows = 3;
        using var every = new EveryPrior(name);
        int[] given = every.Case.Codes(Rows), prompt = [.. given], conditions = every.Case.Conditions(Rows);
        var random = new Random(1);
        for (int i = 0; i < prompt.Length; i++)
            prompt[i] = random.Next(2) == 0 ? -1 : prompt[i];
        // A second row has its coarsest level and nothing else: super-resolution, where there are levels.
        int[] top = [.. every.Row(given, 1)];
        Array.Fill(top, -1, every.Case.Layout[0].Count, every.Total - every.Case.Layout[0].Count);
        top.CopyTo(prompt, every.Total);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2, rounded: true))
        {
            int[] drawn = every.Draw(how, prompt, conditions).Codes;
            for (int i = 0; i < drawn.Length; i++)
            {
                if (prompt[i] >= 0)
                    Assert.AreEqual(given[i], drawn[i], $"{how}, code {i}");
                Assert.IsTrue(drawn[i] >= 0 && drawn[i] < every.Case.Sizes[i % every.Total], $"{how}, code {i} is {drawn[i]}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void BadRequestsAreRefusedBeforeWork(string name)
    {
        using var every = new EveryPrior(name);
        int[] condition = every.Case.Conditions(1);
        int size = every.Case.Sizes[0];
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2))
        {
            using ICodeSampler sampler = every.Prior.CreateSampler(how);
            void Refuses(string part, Action<int[]>? change = null, int[]? conditions = null, ulong[]? seeds = null, SamplingOptions? options = null, float[]? logs = null)
            {
                int[] codes = every.Case.Holes(1);
                change?.Invoke(codes);
                int[] before = [.. codes];
                string message = Assert.Throws<ArgumentException>(() => sampler.Sample(codes, conditions ?? condition, seeds ?? [1], options ?? new SamplingOptions(), logs)).Message;
                StringAssert.Contains(message, part, StringComparison.Ordinal);
                CollectionAssert.AreEqual(before, codes);
            }
            Refuses($"level 0 is {size}; it must be from 0 to {size - 1}", codes => codes[0] = size);
            Refuses("level 0 is -2", codes => codes[0] = -2);
            Refuses($"2 seeds need {2 * every.Total} codes", seeds: [1, 2]);
            Refuses("log-probabilities", logs: new float[every.Total - 1]);
            Refuses($"TopK is {size + 1} for level 0, whose codebook has {size} codes", options: new SamplingOptions { TopK = new[] { size + 1, 1, 1 } });
            Refuses("TopP", options: new SamplingOptions { TopP = 0f });
            Refuses("Temperature", options: new SamplingOptions { Temperature = -1f });
            if (every.ConditionLength == 0)
            {
                Refuses("conditions", conditions: [0]);
                continue;
            }
            ConditionPart part = every.Case.Condition.Parts[0];
            Refuses("numbers of conditions", conditions: [.. condition, 0]);
            Refuses(part.Kind == ConditionKind.Class ? $"knows 0 to {part.Vocabulary - 1}" : $"numbers from 0 to {part.Vocabulary - 1}", conditions: [part.Vocabulary, .. condition[1..]]);
            if (every.Case.Condition.Parts.Any(of => !of.CanBeDropped))
                Refuses("always needs it", conditions: []);
            else if (!every.Prior.CanBeUnconditional)
                Refuses("without condition dropout", conditions: []);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AskedForAtMostTheCodebookTopKIsFine(string name)
    {
        using var every = new EveryPrior(name);
        int[] sizes = [.. every.Case.Layout.Select(level => level.CodebookSize)];
        int[] condition = every.Case.Conditions(1);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 1))
        {
            CollectionAssert.AreEqual(every.Draw(how, every.Case.Holes(1), condition).Codes,
                every.Draw(how, every.Case.Holes(1), condition, options: new SamplingOptions { TopK = sizes }).Codes, "All codes are kept.");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Droppable))]
    public void NoConditionIsAConditionOfItsOwn(string name)
    {
        using var every = new EveryPrior(name);
        int[] condition = every.Case.Conditions(1), none = every.Without(condition);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 1))
        {
            (int[] codes, float[] logs) = every.Draw(how, every.Case.Holes(1), none);
            if (none.All(number => number == -1))
                CollectionAssert.AreEqual(codes, every.Draw(how, every.Case.Holes(1), []).Codes);
            float[] expected = every.LogProbabilities(codes, none), other = every.LogProbabilities(codes, condition);
            for (int i = 0; i < logs.Length; i++)
                Assert.AreEqual(expected[i], logs[i], 3e-4f, $"{how.Backend}, code {i}");
            CollectionAssert.AreNotEqual(expected, other, "The condition changes nothing.");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ProgressCountsCodesAndCancellationStopsBetweenSteps(string name)
    {
        const int Rows = 3;
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(Rows);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2))
        {
            using ICodeSampler sampler = every.Prior.CreateSampler(how);
            var reports = new Reports();
            sampler.Sample(every.Case.Holes(Rows), conditions, EveryPrior.Seeds(Rows), new SamplingOptions(), progress: reports);
            Assert.AreEqual(Rows * every.Total, reports.Values[^1]);
            CollectionAssert.AreEqual(reports.Values.Order().Distinct().ToArray(), reports.Values);
            using var source = new CancellationTokenSource();
            var stop = new Reports { OnReport = _ => source.Cancel() };
            Assert.Throws<OperationCanceledException>(() => sampler.Sample(every.Case.Holes(Rows), conditions, EveryPrior.Seeds(Rows), new SamplingOptions(), progress: stop, cancellationToken: source.Token));
            Assert.HasCount(1, stop.Values);
            // And it can be asked again.
            sampler.Sample(every.Case.Holes(Rows), conditions, EveryPrior.Seeds(Rows), new SamplingOptions());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void SamplingLeavesNoTensorsBehindAndADisposedSamplerSaysSo(string name)
    {
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(3);
        var options = new SamplingOptions { TopK = 4, TopP = 0.9f };
        if (every.CanGuide)
            options.Guidance = 2f;
        void Round()
        {
            foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2, rounded: true))
                every.Draw(how, every.Case.Holes(3), conditions, options: options);
        }
        Round();
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 3; i++)
            Round();
        Assert.AreEqual(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2, rounded: true))
        {
            ICodeSampler sampler = every.Prior.CreateSampler(how);
            sampler.Dispose();
            sampler.Dispose();
            Assert.Throws<ObjectDisposedException>(() => sampler.Sample(every.Case.Holes(1), every.Case.Conditions(1), [1], new SamplingOptions()));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void GlobalRandomNumbersAreLeftAlone(string name)
    {
        using var every = new EveryPrior(name);
        using torch.Tensor before = torch.get_rng_state();
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 1))
            every.Draw(how, every.Case.Holes(1), every.Case.Conditions(1));
        using torch.Tensor after = torch.get_rng_state();
        CollectionAssert.AreEqual(before.bytes.ToArray(), after.bytes.ToArray());
    }

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
