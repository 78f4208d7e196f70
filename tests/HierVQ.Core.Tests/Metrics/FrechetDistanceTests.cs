using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Metrics;

[TestClass]
public sealed class FrechetDistanceTests
{
    [TestMethod]
    public void One_feature_gives_the_formula()
    {
        // Means 0 and 3, standard deviations 2 and 5: 9 + 4 + 25 - 2 · 2 · 5.
        Assert.AreEqual(18, FrechetDistance.Between(new FeatureStatistics([0], [4]), new FeatureStatistics([3], [25])), 1e-12);
    }

    [TestMethod]
    public void Features_that_do_not_vary_together_add_up()
    {
        var first = new FeatureStatistics([1, 2], [4, 0, 0, 9]);
        var second = new FeatureStatistics([1, 4], [16, 0, 0, 1]);
        Assert.AreEqual(4 + (2 - 4) * (2 - 4) + (3 - 1) * (3 - 1), FrechetDistance.Between(first, second), 1e-12);
    }

    [TestMethod]
    public void Equal_sets_are_at_no_distance_and_the_order_does_not_matter()
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(5);
        Tensor first = randn([40, 6], generator: random), second = randn([30, 6], generator: random).mul(2).add(1);
        Assert.AreEqual(0, FrechetDistance.Between(first, first.clone()), 1e-9);
        Assert.AreEqual(FrechetDistance.Between(first, second), FrechetDistance.Between(second, first), 1e-9);
        Assert.IsGreaterThan(6, FrechetDistance.Between(first, second));
    }

    [TestMethod]
    public void Fewer_vectors_than_features_still_have_a_distance()
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(6);
        Tensor few = randn([3, 20], generator: random);
        Assert.AreEqual(0, FrechetDistance.Between(few, few.clone()), 1e-6);
        // In float32, few + 2 is rounded, and a root makes more of it.
        Assert.AreEqual(20 * 4, FrechetDistance.Between(few, few + 2), 1e-4);
    }

    [TestMethod]
    public void What_cannot_be_compared_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("same network", Assert.ThrowsExactly<ArgumentException>(() => FrechetDistance.Between(ones(4, 2), ones(4, 3))).Message);
        Assert.Contains("at least 2", Assert.ThrowsExactly<ArgumentException>(() => FeatureStatistics.Of(ones(1, 3))).Message);
        Assert.Contains("not finite", Assert.ThrowsExactly<ArgumentException>(() => FeatureStatistics.Of(full([2, 3], float.NaN))).Message);
        Assert.ThrowsExactly<ArgumentException>(() => new FeatureStatistics([1, 2], [1, 0, 1]));
        Assert.ThrowsExactly<ArgumentException>(() => new FeatureStatistics([], []));
    }

    [TestMethod]
    public void Nothing_is_left_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = ones(8, 4), second = zeros(8, 4);
        FrechetDistance.Between(first, second);
        Prdc.Of(first, second);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 5; i++)
        {
            FrechetDistance.Between(first, second);
            Prdc.Of(first, second);
        }
        Assert.AreEqual(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
