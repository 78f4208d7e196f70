using HierVQ.Codes;
using HierVQ.Metrics;
using HierVQ.Training;
using TorchSharp;

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
    public void DepthsAreCountedByThemselvesAndTogether()
    {
        var usage = new CodeUsage(new CodeLayout(new CodeLevel(1, 2, 2, 4)));

        usage.Add([0, 1, 0, 2, 0, 1, 0, 3]);

        CollectionAssert.AreEqual((long[])[4, 0, 0, 0], usage.Counts(0, 0).ToArray());
        CollectionAssert.AreEqual((long[])[0, 2, 1, 1], usage.Counts(0, 1).ToArray());
        CollectionAssert.AreEqual((long[])[4, 2, 1, 1], usage.Counts(0).ToArray());
        Assert.AreEqual(new CodebookUsage(0, 0, 4, 1, 1), usage.Codebooks[0]);
        Assert.AreEqual((0, 1, 3, 1, 0.75), (usage.Codebooks[1].Level, usage.Codebooks[1].Depth, usage.Codebooks[1].Used, usage.Codebooks[1].Dead, usage.Codebooks[1].Share));
        Assert.AreEqual(Math.Exp(1.5 * Math.Log(2)), usage.Codebooks[1].Perplexity, 1e-12);
        CollectionAssert.AreEqual((double[])[1], usage.Shares.ToArray());
    }

    [TestMethod]
    public void TheMeterOnTheDeviceCountsAlike()
    {
        var layout = new CodeLayout(new CodeLevel(1, 1, 1, 3), new CodeLevel(2, 1, 3, 5));
        int[] codes = [2, 0, 1, 2, 3, 4, 4, 0, 0, 1, 4, 1, 0, 2];
        var usage = new CodeUsage(layout);
        usage.Add(codes);
        using var meter = new UsageMeter(layout, torch.CPU);
        using (torch.Tensor rows = torch.tensor(Array.ConvertAll(codes, code => (long)code), [2, 7]))
            meter.Add(rows);

        CollectionAssert.AreEqual(usage.Codebooks, meter.Read().Codebooks);
        CollectionAssert.AreEqual(usage.Counts(1, 2).ToArray(), meter.Read().Counts(1, 2).ToArray());
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

    [TestMethod]
    public void CodesBeyondTheirCodebookAreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new CodeUsage(Layout).Add([2, 0, 0, 0, 0]));
        Assert.ThrowsExactly<ArgumentException>(() => new CodeUsage(Layout).Add([0, 0, -1, 0, 0]));
    }
}
