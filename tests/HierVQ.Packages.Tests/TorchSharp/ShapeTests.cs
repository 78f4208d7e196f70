using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ShapeTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void ReshapingAndMovingDimensions()
    {
        Tensor a = arange(6).reshape(2, 3);
        Expect.Tensor(a.t(), [3, 2], 0, 3, 1, 4, 2, 5);
        Expect.Tensor(a.view(3, -1), [3, 2], 0, 1, 2, 3, 4, 5);
        CollectionAssert.AreEqual(new long[] { 4, 2, 3 }, zeros(2, 3, 4).permute(2, 0, 1).shape);
        CollectionAssert.AreEqual(new long[] { 2, 4, 3 }, zeros(2, 3, 4).transpose(1, 2).shape);
        CollectionAssert.AreEqual(new long[] { 2, 12 }, zeros(2, 3, 4).flatten(1).shape);
        CollectionAssert.AreEqual(new long[] { 1, 2, 3 }, a.unsqueeze(0).shape);
        CollectionAssert.AreEqual(new long[] { 2, 3 }, zeros(1, 2, 1, 3).squeeze().shape);
        CollectionAssert.AreEqual(new long[] { 2, 1, 3 }, zeros(1, 2, 1, 3).squeeze(0).shape);
    }

    [TestMethod]
    public void AViewSharesItsElements()
    {
        Tensor a = zeros(4);
        a.view(2, 2)[1, 0] = tensor(5f);
        Expect.Tensor(a, [4], 0, 0, 5, 0);
        Assert.IsFalse(zeros(2, 3).t().is_contiguous());
        Assert.IsTrue(zeros(2, 3).t().contiguous().is_contiguous());
        CollectionAssert.AreEqual(new long[] { 1, 3 }, zeros(2, 3).t().stride());
    }

    [TestMethod]
    public void Repeating()
    {
        Tensor a = tensor(new float[] { 1, 2 });
        Expect.Tensor(a.expand(2, 2), [2, 2], 1, 2, 1, 2);
        Expect.Tensor(a.repeat(2, 1), [2, 2], 1, 2, 1, 2);
        Expect.Tensor(a.repeat_interleave(2), [4], 1, 1, 2, 2);
        Expect.Tensor(a.unsqueeze(1).expand_as(zeros(2, 2)), [2, 2], 1, 1, 2, 2);
    }

    [TestMethod]
    public void JoiningAndParting()
    {
        Tensor a = tensor(new float[] { 1, 2 }), b = tensor(new float[] { 3, 4 });
        Expect.Tensor(cat([a, b]), [4], 1, 2, 3, 4);
        Expect.Tensor(stack([a, b], 1), [2, 2], 1, 3, 2, 4);
        Tensor[] parts = arange(5).chunk(2);
        Expect.Tensor(parts[0], [3], 0, 1, 2);
        Expect.Tensor(parts[1], [2], 3, 4);
        Tensor[] split = arange(5).split([1, 4]);
        Expect.Tensor(split[1], [4], 1, 2, 3, 4);
        Assert.HasCount(3, zeros(3, 2).unbind());
        Expect.Tensor(arange(5).narrow(0, 1, 2), [2], 1, 2);
    }

    [TestMethod]
    public void FlippingRollingAndTriangles()
    {
        Tensor a = arange(4).reshape(2, 2);
        Expect.Tensor(a.flip(1), [2, 2], 1, 0, 3, 2);
        Expect.Tensor(a.roll(1, 0), [2, 2], 2, 3, 0, 1);
        Expect.Tensor(ones(2, 2).tril(), [2, 2], 1, 0, 1, 1);
        Expect.Tensor(ones(2, 2).triu(1), [2, 2], 0, 1, 0, 0);
        Expect.Tensor(a.diagonal(), [2], 0, 3);
    }
}
