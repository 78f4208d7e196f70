using HierVQ.Images;

namespace HierVQ.Core.Tests.Images;

[TestClass]
public sealed class ImageAugmentationTests
{
    [TestMethod]
    public void FlipMirrorsRows()
    {
        byte[] batch = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        new ImageAugmentation(1, 0, 1).Apply(batch, 3, 2, 2, 0);
        CollectionAssert.AreEqual(new byte[] { 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11 }, batch);
    }

    [TestMethod]
    public void NothingHappensWhereNothingIsAsked()
    {
        byte[] batch = [1, 2, 3];
        new ImageAugmentation(0, 0, 1).Apply(batch, 3, 1, 1, 5);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, batch);
    }

    [TestMethod]
    public void ShiftsMoveAllChannelsAlikeAndRepeatEdges()
    {
        // One bright column in the middle of 5: a shift by s moves it, and never makes a value that was not there.
        byte[] batch = [.. Enumerable.Repeat(new byte[] { 0, 0, 9, 0, 0 }, 300).SelectMany(row => row)];
        new ImageAugmentation(0, 2, 3).Apply(batch, 3, 1, 5, 0);
        HashSet<int> seen = [];
        for (int i = 0; i < 100; i++)
        {
            int[] at = [.. Enumerable.Range(0, 3).Select(c => batch.AsSpan((((i * 3) + c) * 5)..).IndexOf((byte)9))];
            Assert.AreEqual(at[0], at[1]);
            Assert.AreEqual(at[0], at[2]);
            seen.Add(at[0]);
        }
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3, 4 }, seen.ToArray());
    }

    [TestMethod]
    public void ChoicesDependOnSeedAndStepAlone()
    {
        byte[] At(int seed, long step)
        {
            byte[] batch = [.. Enumerable.Range(0, 64 * 12).Select(i => (byte)i)];
            new ImageAugmentation(0.5, 1, seed).Apply(batch, 3, 2, 2, step);
            return batch;
        }

        CollectionAssert.AreEqual(At(1, 7), At(1, 7));
        CollectionAssert.AreNotEqual(At(1, 7), At(1, 8));
        CollectionAssert.AreNotEqual(At(1, 7), At(2, 7));
    }
}
