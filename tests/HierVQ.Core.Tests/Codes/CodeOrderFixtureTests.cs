using HierVQ.Codes;
using HierVQ.Sampling;
using HierVQ.Tests.Fixtures;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Codes;

/// <summary>Orderings, windows and warm-up against what VQGAN's own implementation computes.</summary>
[TestClass]
[TestCategory("Fixture")]
public sealed class CodeOrderFixtureTests
{
    private static readonly (string Name, CodeOrdering Ordering)[] Orderings =
    [
        ("row_major", CodeOrdering.RowMajor), ("spiral_out", CodeOrdering.SpiralOut), ("z_curve", CodeOrdering.ZCurve),
        ("subsample", CodeOrdering.Subsample), ("alternate", CodeOrdering.Alternate), ("spiral_in", CodeOrdering.SpiralIn),
    ];

    [TestMethod]
    public void ReproducesTheReference()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("permuters");
        foreach (string grid in fixture.Config.GetProperty("grids").EnumerateArray().Select(grid => $"{grid[0].GetInt32()}x{grid[1].GetInt32()}"))
        {
            (int height, int width) = Size(grid);
            foreach ((string name, CodeOrdering ordering) in Orderings)
            {
                int[] order = CodeOrder.OfMap(ordering, height, width);
                fixture.AssertClose($"out/{grid}/{name}.forward", Whole(order));
                fixture.AssertClose($"out/{grid}/{name}.backward", Whole(CodeOrder.Inverse(order)));
            }
        }
        foreach (string name in fixture.Names("out/sliding_window_"))
            fixture.AssertClose("out/sliding_window_" + name, Windows(name));
        WarmUp(fixture);
        fixture.AssertAllRead();
    }

    private static Tensor Windows(string name)
    {
        string[] parts = name.Split('_');
        ((int height, int width), int side) = (Size(parts[0]), int.Parse(parts[1]));
        IEnumerable<long> rows =
            from row in Enumerable.Range(0, height)
            from column in Enumerable.Range(0, width)
            let window = CodeWindow.Around(row, column, height, width, side, side)
            from number in (long[])[row, column, row - window.Top, column - window.Left, window.Top, window.Left]
            select number;
        return tensor([.. rows], [height * width, 6]);
    }

    // The schedule of tau and of the learning rate; its parameters are in its numbers.
    private static void WarmUp(Fixture fixture)
    {
        float[] expected = fixture["out/lr/warmup_cosine_mult"].data<float>().ToArray();
        (float peak, float minimum) = (expected.Max(), expected[^1]);
        var schedule = new Schedule(peak, minimum, Array.IndexOf(expected, peak), Array.IndexOf(expected, minimum), expected[0]);
        for (int step = 0; step < expected.Length; step++)
            Assert.AreEqual(expected[step], schedule[step], 1e-5, $"step {step}");
    }

    private static (int Height, int Width) Size(string grid) => (int.Parse(grid.Split('x')[0]), int.Parse(grid.Split('x')[1]));

    private static Tensor Whole(int[] numbers) => tensor([.. numbers.Select(number => (long)number)]);
}
