using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Metrics;

[TestClass]
public sealed class InceptionScoreTests
{
    [TestMethod]
    public void Sure_and_varied_is_the_number_of_classes_and_one_class_is_1()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.AreEqual(new InceptionScore(4, 0), Rounded(InceptionScore.Of(eye(4).repeat(6, 1), 3)));
        Assert.AreEqual(new InceptionScore(1, 0), Rounded(InceptionScore.Of(full([10, 4], 0.25f))));
        // The first part is varied, the second is not: 2 and 1.
        InceptionScore uneven = InceptionScore.Of(tensor(new float[] { 1, 0, 0, 1, 1, 0, 1, 0 }, [4, 2]), 2);
        Assert.AreEqual(1.5, uneven.Mean, 1e-9);
        Assert.AreEqual(Math.Sqrt(0.5), uneven.Deviation, 1e-9);
    }

    [TestMethod]
    public void What_is_no_probability_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("softmax", Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.Of(ones(10, 4))).Message);
        Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.Of(tensor(new float[] { 2, -1 }, [1, 2]), 1));
        Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.Of(full([10, 2], float.NaN)));
        Assert.ThrowsExactly<ArgumentException>(() => InceptionScore.Of(ones(10)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => InceptionScore.Of(full([4, 4], 0.25f), 5));
    }

    private static InceptionScore Rounded(InceptionScore score) => new(Math.Round(score.Mean, 9), Math.Round(score.Deviation, 9));
}
