using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class IndexingTests
{
    private DisposeScope _scope = null!;
    private Tensor _table = null!;

    [TestInitialize]
    public void Begin()
    {
        _scope = NewDisposeScope();
        _table = arange(12, dtype: ScalarType.Float32).reshape(3, 4);
    }

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void SinglePlacesAndRanges()
    {
        Expect.Tensor(_table[1], [4], 4, 5, 6, 7);
        Expect.Tensor(_table[1, 2], [], 6);
        Expect.Tensor(_table[-1, -1], [], 11);
        Expect.Tensor(_table[1.., 2], [2], 6, 10);
        Expect.Tensor(_table[.., 1..3], [3, 2], 1, 2, 5, 6, 9, 10);
        Expect.Tensor(_table[..^1, ^1], [2], 3, 7);
        Expect.Tensor(_table[TensorIndex.Slice(0, 3, 2), 0], [2], 0, 8);
    }

    [TestMethod]
    public void EllipsisAndNewDimensions()
    {
        Expect.Tensor(_table[TensorIndex.Ellipsis, 1], [3], 1, 5, 9);
        CollectionAssert.AreEqual(new long[] { 3, 1, 4 }, _table[TensorIndex.Colon, TensorIndex.Null].shape);
        CollectionAssert.AreEqual(new long[] { 1, 3, 4 }, _table[TensorIndex.None].shape);
        CollectionAssert.AreEqual(new long[] { 3, 2 }, zeros(3, 5, 2)[TensorIndex.Colon, 4, TensorIndex.Ellipsis].shape);
    }

    [TestMethod]
    public void TensorsAsIndices()
    {
        Tensor picks = tensor(new long[] { 2, 0 });
        Expect.Tensor(_table[picks], [2, 4], 8, 9, 10, 11, 0, 1, 2, 3);
        Expect.Tensor(_table[picks, tensor(new long[] { 1, 3 })], [2], 9, 3);
        Expect.Tensor(_table[TensorIndex.Colon, TensorIndex.Tensor(picks)], [3, 2], 2, 0, 6, 4, 10, 8);
        Expect.Tensor(_table[_table.gt(9)], [2], 10, 11);
    }

    [TestMethod]
    public void WritingByIndex()
    {
        _table[0, 0] = tensor(100f);
        _table[1] = zeros(4);
        _table[2, 1..3] = tensor(new float[] { -1, -2 });
        Expect.Tensor(_table, [3, 4], 100, 1, 2, 3, 0, 0, 0, 0, 8, -1, -2, 11);
        _table.index_put_(tensor(new float[] { 5, 6 }), tensor(new long[] { 0, 2 }), tensor(new long[] { 3, 3 }));
        Expect.Tensor(_table[TensorIndex.Colon, 3], [3], 5, 0, 6);
        _table.index_put_(full([1], 42), 0, 0);
        Assert.AreEqual(42f, _table[0, 0].item<float>());
        Tensor sums = zeros(2);
        sums.index_put_(tensor(new float[] { 1, 2, 4 }), [TensorIndex.Tensor(tensor(new long[] { 0, 1, 0 }))], true);
        Expect.Tensor(sums, [2], 5, 2);
    }

    [TestMethod]
    public void GatherScatterAndSelect()
    {
        Tensor columns = tensor(new long[] { 3, 0, 1 }, [3, 1]);
        Expect.Tensor(_table.gather(1, columns), [3, 1], 3, 4, 9);
        Expect.Tensor(zeros(3, 4).scatter(1, columns, ones(3, 1)).sum(0L), [4], 1, 1, 0, 1);
        Expect.Tensor(zeros(2).scatter_add(0, tensor(new long[] { 0, 0, 1 }), tensor(new float[] { 1, 2, 3 })), [2], 3, 3);
        Expect.Tensor(_table.index_select(1, tensor(new long[] { 3, 3 })), [3, 2], 3, 3, 7, 7, 11, 11);
        Expect.Tensor(zeros(2).index_add(0, tensor(new long[] { 1, 1 }), tensor(new float[] { 1, 2 }), 2), [2], 0, 6);
        Expect.Tensor(zeros(3).index_copy_(0, tensor(new long[] { 2 }), ones(1)), [3], 0, 0, 1);
        Expect.Tensor(_table[0].masked_fill(_table[0].gt(1), -5), [4], 0, 1, -5, -5);
        Expect.Tensor(_table[0].masked_select(_table[0].gt(1)), [2], 2, 3);
        Expect.Tensor(tensor(new float[] { 0, 3, 0 }).nonzero(), [1, 1], 1);
    }

    [TestMethod]
    public void OneHotAndUnique()
    {
        Expect.Tensor(nn.functional.one_hot(tensor(new long[] { 1, 0 }), 3), [2, 3], 0, 1, 0, 1, 0, 0);
        Expect.Tensor(tensor(new long[] { 3, 1, 3 }).unique().Item1, [2], 1, 3);
    }
}
