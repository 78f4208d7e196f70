using HierVQ.Images;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class PixelStoreTests
{
    [TestMethod]
    public void BatchesArePlanarAndInTheAskedOrder()
    {
        PixelStore store = new(1, 2, 1000);
        store.Add([1, 2, 3, 4, 5, 6]);
        store.Add([7, 8, 9, 10, 11, 12]);
        CollectionAssert.AreEqual(new byte[] { 1, 4, 2, 5, 3, 6 }, store[0].ToArray());
        byte[] batch = new byte[18];
        store.CopyBatch([1, 0, 1], batch);
        CollectionAssert.AreEqual(new byte[] { 7, 10, 8, 11, 9, 12, 1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12 }, batch);
        Assert.Throws<ArgumentException>(() => store.CopyBatch([0], new byte[5]));
        Assert.Throws<ArgumentException>(() => store.Add(new byte[5]));
    }

    [TestMethod]
    public void OverTheBudgetTheNumbersAreSaid()
    {
        PixelStore store = new(2, 2, 25);
        store.Add(new byte[12]);
        store.Add(new byte[12]);
        InvalidOperationException error = Assert.ThrowsExactly<InvalidOperationException>(() => store.Add(new byte[12]));
        StringAssert.Contains(error.Message, "25 bytes holds 2 training images of 2 x 2 pixels");
        StringAssert.Contains(error.Message, "MemoryBudget");
        Assert.AreEqual(2, store.Count);
    }
}
