namespace HierVQ.Tests.Priors.Every;

/// <summary>8-bit weights change what the model says, and only a little.</summary>
[TestClass]
public sealed class EveryPriorInt8Tests
{
    public static IEnumerable<object[]> Names() => TinyPriors.Names();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void RoundedWeightsChangeTheLikelihoodByLittle(string name)
    {
        const int Rows = 8;
        using var every = new EveryPrior(name);
        int[] codes = every.Case.Codes(Rows), conditions = every.Case.Conditions(Rows);
        float[] exact = every.Draw(new SamplerOptions { MaxBatch = Rows }, codes, conditions).Logs;
        float[] rounded = every.Draw(new SamplerOptions { MaxBatch = Rows, Weights = SamplerWeights.Int8 }, codes, conditions).Logs;
        CollectionAssert.AreNotEqual(exact, rounded, "Nothing was rounded.");
        Assert.AreEqual(exact.Average(), rounded.Average(), 0.005 * MathF.Abs(exact.Average()), "Mean log-probability of a code.");
        double spread = Math.Sqrt(exact.Zip(rounded, (a, b) => Math.Pow(a - b, 2)).Average());
        Assert.IsLessThan(0.05, spread, "Nats that a code's log-probability changes by.");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void LibtorchKnowsNoRoundedWeights(string name)
    {
        using var every = new EveryPrior(name);
        string message = Assert.Throws<ArgumentException>(() => every.Prior.CreateSampler(new SamplerOptions { Weights = SamplerWeights.Int8, Backend = SamplerBackend.LibTorch })).Message;
        StringAssert.Contains(message, "Weights is Int8, but Backend is LibTorch", StringComparison.Ordinal);
    }
}
