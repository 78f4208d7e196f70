using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

[TestClass]
public sealed class KMeansTests
{
    [TestMethod]
    public void First_centres_are_points_and_none_comes_twice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor points = Points(1, 1, 1, 2, 2, 5, 9);
        for (int seed = 0; seed < 20; seed++)
        {
            float[] centres = Numbers(KMeans.Start(points, 4, Draws(seed)));
            CollectionAssert.AreEqual((float[])[1, 2, 5, 9], centres.Order().ToArray());
        }
    }

    [TestMethod]
    public void Far_points_are_drawn_rather_than_near_ones()
    {
        using DisposeScope scope = NewDisposeScope();
        // Of two centres, the second is nearly always in the other heap, wherever the first one is.
        Tensor points = Points([.. Enumerable.Range(0, 50).Select(i => i * 0.001f), .. Enumerable.Range(0, 5).Select(i => 100 + i * 0.001f)]);
        for (int seed = 0; seed < 20; seed++)
        {
            float[] centres = Numbers(KMeans.Start(points, 2, Draws(seed)));
            Assert.AreEqual(1, centres.Count(centre => centre > 50));
        }
    }

    [TestMethod]
    public void Fewer_points_than_centres_leave_the_rest_to_chance()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] centres = Numbers(KMeans.Start(Points(7, 8), 6, Draws(3)));
        CollectionAssert.AreEqual((float[])[7, 8], centres[..2].Order().ToArray());
        Assert.HasCount(4, centres[2..].Distinct());
        Assert.IsTrue(centres[2..].All(centre => centre is >= -1 and < 1));
    }

    [TestMethod]
    public void A_step_moves_centres_to_means_and_empty_ones_to_the_farthest_points()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor points = Points(0, 2, 10, 40), centres = Points(1, 20, 500);
        (Tensor codes, Tensor distances) = KMeans.Assign(points, centres);
        CollectionAssert.AreEqual((long[])[0, 0, 0, 1], codes.data<long>().ToArray());
        CollectionAssert.AreEqual((float[])[1, 1, 81, 400], Numbers(distances));
        // 500 has no point, and 40 is the farthest from its own centre.
        CollectionAssert.AreEqual((float[])[4, 40, 40], Numbers(KMeans.Move(points, centres, codes, distances)));
    }

    [TestMethod]
    public void An_empty_centre_stays_where_every_point_has_its_own()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor points = Points(1, 2), centres = Points(1, 2, 3);
        (Tensor codes, Tensor distances) = KMeans.Assign(points, centres);
        CollectionAssert.AreEqual((float[])[1, 2, 3], Numbers(KMeans.Move(points, centres, codes, distances)));
    }

    private static Tensor Points(params float[] values) => tensor(values, [values.Length, 1]);

    private static Func<long, double> Draws(int seed)
    {
        var random = new Random(seed);
        double[] draws = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())];
        return draw => draws[draw];
    }

    private static float[] Numbers(Tensor values) => values.contiguous().data<float>().ToArray();
}
