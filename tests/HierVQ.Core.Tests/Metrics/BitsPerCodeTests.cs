using HierVQ.Metrics;

namespace HierVQ.Tests.Metrics;

[TestClass]
public class BitsPerCodeTests
{
    [TestMethod]
    public void OneBitIsTheNaturalLogarithmOfTwo() => Assert.AreEqual(1, BitsPerCode.FromNats(Math.Log(2)), 1e-12);

    [TestMethod]
    public void APyramidHasTheMeanOfItsCodes() =>
        Assert.AreEqual(1.5f, BitsPerCode.OfPyramid([(float)Math.Log(2), (float)Math.Log(4)]), 1e-6f);
}
