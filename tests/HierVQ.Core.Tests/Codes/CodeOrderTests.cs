using HierVQ.Codes;

namespace HierVQ.Tests.Codes;

[TestClass]
public sealed class CodeOrderTests
{
    [TestMethod]
    public void EveryOrderingVisitsEveryPlaceOnce()
    {
        foreach (CodeOrdering ordering in Enum.GetValues<CodeOrdering>())
        {
            foreach (int side in (int[])[2, 4, 16])
            {
                int[] order = CodeOrder.OfMap(ordering, side, side);
                CollectionAssert.AreEquivalent(Enumerable.Range(0, side * side).ToArray(), order, $"{ordering} {side}");
                int[] inverse = CodeOrder.Inverse(order);
                Assert.IsTrue(Enumerable.Range(0, order.Length).All(k => inverse[order[k]] == k));
            }
        }
    }

    [TestMethod]
    public void APyramidGoesLevelByLevelWithTheCodesOfAPositionTogether()
    {
        var layout = new CodeLayout(new CodeLevel(1, 2, 1, 4), new CodeLevel(2, 2, 2, 4));
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 4, 5, 8, 9, 6, 7], CodeOrder.OfPyramid(CodeOrdering.Alternate, layout));
        CollectionAssert.AreEqual((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], CodeOrder.OfPyramid(CodeOrdering.RowMajor, layout));
    }

    [TestMethod]
    [DataRow(CodeOrdering.SpiralOut, 3, 3)]
    [DataRow(CodeOrdering.SpiralOut, 2, 4)]
    [DataRow(CodeOrdering.SpiralIn, 5, 5)]
    [DataRow(CodeOrdering.ZCurve, 6, 8)]
    [DataRow(CodeOrdering.Subsample, 6, 6)]
    [DataRow(CodeOrdering.Subsample, 4, 8)]
    public void AMapThatAnOrderingCannotGoThroughIsAnError(CodeOrdering ordering, int height, int width)
    {
        var layout = new CodeLayout(new CodeLevel(2, 2, 1, 4), new CodeLevel(height, width, 1, 4));
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => CodeOrder.OfPyramid(ordering, layout));
        Assert.Contains(ordering.ToString(), error.Message);
        Assert.Contains($"level 1 is {height}x{width}", error.Message);
        Assert.Contains(nameof(CodeOrdering.RowMajor), error.Message);
    }

    [TestMethod]
    public void SomeOrderingsTakeOblongMaps()
    {
        CollectionAssert.AreEqual((int[])[0, 1, 2, 5, 4, 3], CodeOrder.OfMap(CodeOrdering.Alternate, 2, 3));
        CollectionAssert.AreEqual((int[])[0, 1, 4, 5, 2, 3, 6, 7], CodeOrder.OfMap(CodeOrdering.ZCurve, 2, 4));
    }
}
