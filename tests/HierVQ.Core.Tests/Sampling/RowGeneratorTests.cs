using HierVQ.Sampling;

namespace HierVQ.Tests.Sampling;

[TestClass]
public sealed class RowGeneratorTests
{
    [TestMethod]
    public void SameSeedAndIndexGiveTheSameNumberInAnyOrder()
    {
        var first = new RowGenerator(7);
        var second = new RowGenerator(7);
        float late = second.Uniform(999);
        Assert.AreEqual(first.Uniform(0), second.Uniform(0));
        Assert.AreEqual(late, first.Uniform(999));
        Assert.AreNotEqual(first.Uniform(0), new RowGenerator(8).Uniform(0));
    }

    [TestMethod]
    [DataRow(0UL)]
    [DataRow(1UL)]
    [DataRow(ulong.MaxValue)]
    public void NumbersAreUniformWithinOneSeed(ulong seed) => AssertUniform(i => new RowGenerator(seed).Uniform(i));

    [TestMethod]
    public void NumbersAreUniformAcrossNeighbouringSeeds() => AssertUniform(i => new RowGenerator((ulong)i).Uniform(0));

    [TestMethod]
    public void NeighbouringSeedsAreUncorrelated()
    {
        const int Count = 20_000;
        double sum = 0;
        for (int i = 0; i < Count; i++)
            sum += (new RowGenerator(5).Uniform(i) - 0.5) * (new RowGenerator(6).Uniform(i) - 0.5) * 12;
        Assert.IsLessThan(4.0 / Math.Sqrt(Count), Math.Abs(sum / Count));
    }

    [TestMethod]
    public void A_part_of_a_row_has_a_seed_that_draws_as_the_whole_does_there()
    {
        foreach (ulong seed in (ulong[])[0, 42, ulong.MaxValue])
        {
            foreach (int first in (int[])[0, 1, 64, 1 << 20])
            {
                var whole = new RowGenerator(seed);
                var part = new RowGenerator(RowGenerator.SeedAt(seed, first));
                for (int i = 0; i < 50; i++)
                    Assert.AreEqual(whole.Uniform(first + i), part.Uniform(i));
            }
        }
    }

    private static void AssertUniform(Func<int, float> draw)
    {
        const int Bins = 50, Count = 50_000;
        var seen = new int[Bins];
        for (int i = 0; i < Count; i++)
        {
            float u = draw(i);
            Assert.IsTrue(u is >= 0 and < 1, $"{u}");
            seen[(int)(u * Bins)]++;
        }
        // 49 degrees of freedom: 85 is exceeded once in a thousand.
        double expected = (double)Count / Bins;
        Assert.IsLessThan(85, seen.Sum(n => (n - expected) * (n - expected) / expected));
    }
}
