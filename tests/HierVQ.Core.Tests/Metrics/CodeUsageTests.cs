using HierVQ.Codes;
using HierVQ.Metrics;

namespace HierVQ.Tests.Metrics;

[TestClass]
public class CodeUsageTests
{
    private static readonly CodeLayout Layout = new(new CodeLevel(1, 1, 1, 2), new CodeLevel(2, 2, 1, 4));

    [TestMethod]
    public void CountsEachLevelByItself()
    {
        var usage = new CodeUsage(Layout);

        usage.Add([1, 0, 0, 3, 3, 1, 0, 0, 3, 3]);

        CollectionAssert.AreEqual((long[])[0, 2], usage.Counts(0).ToArray());
        CollectionAssert.AreEqual((long[])[4, 0, 0, 4], usage.Counts(1).ToArray());
        CollectionAssert.AreEqual((double[])[0.5, 0.5], usage.Shares.ToArray());
    }

    [TestMethod]
    public void PerplexityIsTheNumberOfEquallyUsedCodes()
    {
        var usage = new CodeUsage(Layout);

        usage.Add([1, 0, 1, 2, 3]);

        Assert.AreEqual(1, usage.Perplexities[0], 1e-12);
        Assert.AreEqual(4, usage.Perplexities[1], 1e-12);
        Assert.AreEqual(Math.Log(4), usage.Entropy(1), 1e-12);
    }

    [TestMethod]
    public void NothingSeenIsNothingUsed()
    {
        var usage = new CodeUsage(Layout);

        CollectionAssert.AreEqual((double[])[0, 0], usage.Shares.ToArray());
        Assert.AreEqual(0, usage.Entropy(0));
    }

    [TestMethod]
    public void PartsOfPyramidsAreRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => new CodeUsage(Layout).Add([1, 0, 0]));
}
