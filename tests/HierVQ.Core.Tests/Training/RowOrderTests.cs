using HierVQ.Training;

namespace HierVQ.Tests.Training;

[TestClass]
public class RowOrderTests
{
    private static readonly int[] Rows = [.. Enumerable.Range(100, 50)];

    [TestMethod]
    public void AnEpochHasEveryRowOnce() =>
        CollectionAssert.AreEquivalent(Rows, RowOrder.OfEpoch(Rows, seed: 1, epoch: 0));

    [TestMethod]
    public void TheOrderDependsOnSeedAndEpochAlone()
    {
        int[] order = RowOrder.OfEpoch(Rows, seed: 1, epoch: 3);

        CollectionAssert.AreEqual(order, RowOrder.OfEpoch(Rows, seed: 1, epoch: 3));
        CollectionAssert.AreNotEqual(order, RowOrder.OfEpoch(Rows, seed: 1, epoch: 4));
        CollectionAssert.AreNotEqual(order, RowOrder.OfEpoch(Rows, seed: 2, epoch: 3));
    }

    [TestMethod]
    public void EveryPlaceIsAsLikely()
    {
        var places = new int[10];
        for (int epoch = 0; epoch < 5000; epoch++)
            places[Array.IndexOf(RowOrder.OfEpoch([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], seed: 7, epoch), 0)]++;

        // 500 each; six standard deviations are 127.
        foreach (int count in places)
            Assert.AreEqual(500, count, 127);
    }

    [TestMethod]
    public void ASplitPartsTheRows()
    {
        (int[] training, int[] heldOut) = RowOrder.Split(50, 0.1, seed: 1);

        Assert.HasCount(5, heldOut);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 50).ToArray(), training.Concat(heldOut).ToArray());
        CollectionAssert.AreNotEqual(heldOut, RowOrder.Split(50, 0.1, seed: 2).HeldOut);
    }

    [TestMethod]
    [DataRow(2, 0.01, 1)]
    [DataRow(2, 0.99, 1)]
    [DataRow(10, 0.0, 0)]
    public void ASplitLeavesARowOnEachSide(int count, double share, int expected) =>
        Assert.HasCount(expected, RowOrder.Split(count, share, seed: 1).HeldOut);
}
