namespace HierVQ.Tests.Priors.Every;

/// <summary>Classifier-free guidance (Ho, Salimans 2021): logits = none + g (condition - none).</summary>
[TestClass]
public sealed class EveryPriorGuidanceTests
{
    private const float Scale = 2.5f;

    public static IEnumerable<object[]> Guidable() => TinyPriors.All
        .Where(prior => prior.Options.ConditionDropout > 0 && prior.Condition.Parts.Any(part => part.CanBeDropped)).Select(prior => new object[] { prior.Name });

    public static IEnumerable<object[]> Others() => TinyPriors.All
        .Where(prior => prior.Options.ConditionDropout == 0).Select(prior => new object[] { prior.Name });

    [TestMethod]
    [DynamicData(nameof(Guidable))]
    public void GuidanceOfOneIsNone(string name)
    {
        const int Rows = 3;
        using var every = new EveryPrior(name);
        int[] conditions = every.Case.Conditions(Rows);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 4, rounded: true))
        {
            int[] plain = every.Draw(how, every.Case.Holes(Rows), conditions).Codes;
            CollectionAssert.AreEqual(plain, every.Draw(how, every.Case.Holes(Rows), conditions, options: new SamplingOptions { Guidance = 1f }).Codes);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Guidable))]
    public void GuidedFrequenciesAreThoseOfTheFormula(string name)
    {
        const int Rows = 1500;
        using var every = new EveryPrior(name);
        int[] condition = every.Case.Conditions(1), given = every.Case.Codes(1);
        int index = every.Total - 2;
        int[] prompt = [.. given];
        prompt[index] = -1;
        double[] expected = Guided(every, given, index, condition);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 500))
        {
            int[] codes = every.Draw(how, EveryPrior.Repeat(prompt, Rows), EveryPrior.Repeat(condition, Rows), options: new SamplingOptions { Guidance = Scale }, logs: false).Codes;
            Frequencies.AssertAre(expected, [.. Enumerable.Range(0, Rows).Select(row => codes[(row * every.Total) + index])], $"{how.Backend}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Guidable))]
    public void GuidedGreedyFollowsTheFormulaAndLogProbabilitiesStayTheModels(string name)
    {
        using var every = new EveryPrior(name);
        int[] condition = every.Case.Conditions(1);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 1))
        {
            (int[] codes, float[] logs) = every.Draw(how, every.Case.Holes(1), condition, options: new SamplingOptions { Guidance = Scale, TopK = 1 });
            float[] model = every.LogProbabilities(codes, condition);
            for (int index = 0; index < codes.Length; index++)
            {
                double[] guided = Guided(every, codes, index, condition);
                Assert.AreEqual(guided.Max(), guided[codes[index]], 1e-4, $"{how.Backend}, code {index}");
                Assert.AreEqual(model[index], logs[index], 3e-4f, $"{how.Backend}, code {index}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Others))]
    public void GuidanceNeedsConditionDropout(string name)
    {
        using var every = new EveryPrior(name);
        foreach (SamplerOptions how in EveryPrior.Samplers(maxBatch: 2))
        {
            string message = Assert.Throws<ArgumentException>(() => every.Draw(how, every.Case.Holes(1), every.Case.Conditions(1), options: new SamplingOptions { Guidance = Scale })).Message;
            StringAssert.Contains(message, "Guidance", StringComparison.Ordinal);
            StringAssert.Contains(message, "leave Guidance at 1", StringComparison.Ordinal);
        }
    }

    // Logits differ from log-probabilities by a number of the row, which the formula hands on and softmax takes away.
    private static double[] Guided(EveryPrior every, int[] row, int index, int[] condition)
    {
        double[] with = every.LogDistribution(row, index, condition), without = every.LogDistribution(row, index, every.Without(condition));
        double[] logits = [.. with.Zip(without, (a, b) => b + (Scale * (a - b)))];
        double sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }
}
