using HierVQ.Metrics;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Metrics;

[TestClass]
public sealed class PrdcTests
{
    [TestMethod]
    public void Points_on_a_line_are_counted_by_hand()
    {
        using DisposeScope scope = NewDisposeScope();
        // Radii with one neighbour: real 1, 1, 2; generated 4.5, 4.5, 15.
        Tensor real = Line(0, 1, 3), generated = Line(0.5, 5, 20);
        Prdc found = Prdc.Of(real, generated, neighbours: 1);
        // 0.5 lies in the balls of 0 and 1; at 5 the ball of 3 ends, and only what is inside counts.
        Assert.AreEqual(1.0 / 3, found.Precision, 1e-12);
        Assert.AreEqual(2.0 / 3, found.Density, 1e-12);
        Assert.AreEqual(1, found.Recall, 1e-12);
        Assert.AreEqual(2.0 / 3, found.Coverage, 1e-12);
    }

    [TestMethod]
    public void A_copy_has_everything()
    {
        using DisposeScope scope = NewDisposeScope();
        using var random = new Generator(5);
        Tensor vectors = randn([1500, 4], generator: random);
        Prdc found = Prdc.Of(vectors, vectors.clone());
        Assert.AreEqual((1.0, 1.0, 1.0), (found.Precision, found.Recall, found.Coverage));
        Assert.AreEqual(1, found.Density, 0.01);
    }

    [TestMethod]
    public void Sets_that_cannot_be_compared_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Contains("3 neighbours", Assert.ThrowsExactly<ArgumentException>(() => Prdc.Of(ones(3, 2), ones(9, 2))).Message);
        Assert.ThrowsExactly<ArgumentException>(() => Prdc.Of(ones(9, 2), ones(9, 3)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Prdc.Of(ones(9, 2), ones(9, 2), 0));
    }

    private static Tensor Line(params double[] places) => tensor(places, dtype: ScalarType.Float64).unsqueeze(1);
}
