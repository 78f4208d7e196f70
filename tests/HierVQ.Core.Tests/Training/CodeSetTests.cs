using HierVQ.Codes;
using HierVQ.Training;

namespace HierVQ.Tests.Training;

[TestClass]
public class CodeSetTests
{
    private static readonly CodeLayout Layout = new(new CodeLevel(1, 1, 1, 4), new CodeLevel(1, 2, 1, 2));

    [TestMethod]
    public void ARowIsAPyramid()
    {
        var set = new CodeSet(Layout, [0, 0, 0, 3, 1, 0], conditions: [5, 6]);

        Assert.AreEqual(2, set.Count);
        CollectionAssert.AreEqual((int[])[3, 1, 0], set.Row(1).ToArray());
    }

    [TestMethod]
    [DataRow(new[] { 0, 0 }, DisplayName = "half a pyramid")]
    [DataRow(new int[0], DisplayName = "nothing")]
    [DataRow(new[] { 0, 0, 2 }, DisplayName = "a code beyond its level's codebook")]
    [DataRow(new[] { 0, -1, 0 }, DisplayName = "a hole")]
    public void WhatIsNoWholePyramidIsRefused(int[] codes) =>
        Assert.ThrowsExactly<ArgumentException>(() => new CodeSet(Layout, codes));

    [TestMethod]
    public void ConditionsAreAsManyForEachRow()
    {
        Assert.AreEqual(2, new CodeSet(Layout, [0, 0, 0], conditions: [1, 2]).ConditionLength);
        Assert.ThrowsExactly<ArgumentException>(() => new CodeSet(Layout, [0, 0, 0, 1, 1, 1], conditions: [1, 2, 3]));
    }

    [TestMethod]
    public void LatentsAreAsManyForEachImage()
    {
        Assert.AreEqual(3, new CodeSet(Layout, [0, 0, 0, 1, 1, 1], latents: new float[6]).LatentSize);
        Assert.ThrowsExactly<ArgumentException>(() => new CodeSet(Layout, [0, 0, 0, 1, 1, 1], latents: new float[5]));
    }
}
