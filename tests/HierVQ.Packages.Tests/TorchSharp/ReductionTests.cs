using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ReductionTests
{
    private DisposeScope _scope = null!;
    private Tensor _table = null!;

    [TestInitialize]
    public void Begin()
    {
        _scope = NewDisposeScope();
        _table = tensor(new float[] { 1, 5, 3, 4, 2, 6 }, [2, 3]);
    }

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void SumsAndMeans()
    {
        Expect.Tensor(_table.sum(), [], 21);
        Expect.Tensor(_table.sum(1), [2], 9, 12);
        Expect.Tensor(_table.sum(0, keepdim: true), [1, 3], 5, 7, 9);
        Expect.Tensor(_table.mean(), [], 3.5);
        Expect.Tensor(_table.mean([1L]), [2], 3, 4);
        Expect.Tensor(_table.cumsum(1), [2, 3], 1, 6, 9, 4, 6, 12);
        Expect.Tensor(_table.prod(1), [2], 15, 48);
    }

    [TestMethod]
    public void ExtremesAndTheirPlaces()
    {
        (Tensor values, Tensor indexes) = _table.max(1);
        Expect.Tensor(values, [2], 5, 6);
        Expect.Tensor(indexes, [2], 1, 2);
        Expect.Tensor(_table.argmin(1), [2], 0, 1);
        Expect.Tensor(_table.amax([0L]), [3], 4, 5, 6);
        Expect.Tensor(_table.min(), [], 1);
    }

    [TestMethod]
    public void Spread()
    {
        Expect.Tensor(tensor(new[] { 1.0, 2.0, 3.0, 6.0 }).var(unbiased: false), [], 3.5);
        Expect.Tensor(tensor(new[] { 1.0, 2.0, 3.0, 6.0 }).std(), [], Math.Sqrt(14.0 / 3));
        Expect.Tensor(tensor(new[] { 3.0, 4.0 }).norm(), [], 5);
        Expect.Tensor(_table.norm(1, false, 1), [2], 9, 12);
    }

    [TestMethod]
    public void SortingAndTheLargest()
    {
        (Tensor values, Tensor indices) = _table.topk(2, 1);
        Expect.Tensor(values, [2, 2], 5, 3, 6, 4);
        Expect.Tensor(indices, [2, 2], 1, 2, 2, 0);
        (Tensor sorted, Tensor order) = _table.sort(1, descending: true);
        Expect.Tensor(sorted, [2, 3], 5, 3, 1, 6, 4, 2);
        Expect.Tensor(order, [2, 3], 1, 2, 0, 2, 0, 1);
    }

    [TestMethod]
    public void SoftmaxAndItsLogarithm()
    {
        Tensor logits = tensor(new[] { 0.0, Math.Log(3) });
        Expect.Tensor(logits.softmax(0), [2], 0.25, 0.75);
        Expect.Tensor(logits.log_softmax(0), [2], Math.Log(0.25), Math.Log(0.75));
        Expect.Tensor(logits.logsumexp(0), [], Math.Log(4));
    }

    [TestMethod]
    public void CountsAndLogic()
    {
        Tensor codes = tensor(new long[] { 0, 2, 2, 5 });
        Expect.Tensor(bincount(codes, minlength: 7), [7], 1, 0, 2, 0, 0, 1, 0);
        Assert.IsTrue(codes.gt(-1).all().item<bool>());
        Assert.IsFalse(codes.gt(9).any().item<bool>());
        Expect.Tensor(codes.count_nonzero(), [], 3);
    }
}
