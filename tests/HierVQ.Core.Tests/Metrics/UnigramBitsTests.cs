using HierVQ.Codes;
using HierVQ.Metrics;

namespace HierVQ.Tests.Metrics;

[TestClass]
public class UnigramBitsTests
{
    private static readonly CodeLayout Layout = new(new CodeLevel(1, 1, 1, 4), new CodeLevel(1, 2, 1, 2));

    [TestMethod]
    public void WithoutCountsEveryCodeIsAsLikely() =>
        // log2 4 at the top, log2 2 at both places below.
        Assert.AreEqual((2 + 1 + 1) / 3.0, new UnigramBits(Layout).BitsPerCode([3, 0, 1]), 1e-12);

    [TestMethod]
    public void CountsAreSmoothedAtEachPosition()
    {
        var unigram = new UnigramBits(Layout, smoothing: 0.5);
        unigram.Add([3, 0, 1, 3, 0, 0]);

        double bits = unigram.BitsPerCode([3, 0, 1]);

        double expected = -Math.Log2(2.5 / 4) - Math.Log2(2.5 / 3) - Math.Log2(1.5 / 3);
        Assert.AreEqual(expected / 3, bits, 1e-12);
    }

    [TestMethod]
    public void NoSmoothingIsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new UnigramBits(Layout, smoothing: 0));

    [TestMethod]
    public void NothingToScoreIsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => new UnigramBits(Layout).BitsPerCode([]));
}
