using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class CreationTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void FilledTensorsHaveShapeTypeAndValue()
    {
        Expect.Tensor(zeros(2, 3), [2, 3], 0, 0, 0, 0, 0, 0);
        Expect.Tensor(ones(2, dtype: ScalarType.Int64), [2], 1, 1);
        Expect.Tensor(full([2, 2], 7), [2, 2], 7, 7, 7, 7);
        Assert.AreEqual(ScalarType.Float32, zeros(2).dtype);
        Assert.AreEqual(ScalarType.Int64, ones(2, dtype: ScalarType.Int64).dtype);
        Assert.AreEqual(24L, empty(2, 3, 4).numel());
        Assert.AreEqual(0L, zeros(0, 3).numel());
    }

    [TestMethod]
    public void RangesAndIdentity()
    {
        Expect.Tensor(arange(4), [4], 0, 1, 2, 3);
        Expect.Tensor(arange(1, 2, 0.25), [4], 1, 1.25, 1.5, 1.75);
        Expect.Tensor(linspace(0, 1, 5), [5], 0, 0.25, 0.5, 0.75, 1);
        Expect.Tensor(eye(2), [2, 2], 1, 0, 0, 1);
        Assert.AreEqual(ScalarType.Int64, arange(4).dtype);
        Assert.AreEqual(ScalarType.Float32, arange(0.0, 1.0, 0.5).dtype);
    }

    [TestMethod]
    public void ArraysAndNumbersKeepTheirType()
    {
        Assert.AreEqual(ScalarType.Float32, tensor(new float[] { 1 }).dtype);
        Assert.AreEqual(ScalarType.Int64, tensor(new long[] { 1 }).dtype);
        Assert.AreEqual(ScalarType.Int32, tensor(new[] { 1 }).dtype);
        Assert.AreEqual(ScalarType.Byte, tensor(new byte[] { 1 }).dtype);
        Assert.AreEqual(ScalarType.Bool, tensor(new[] { true }).dtype);
        Assert.AreEqual(ScalarType.Float64, tensor(new[] { 1.0 }).dtype);
        Assert.AreEqual(ScalarType.Float32, tensor(1.5f).dtype);
        Assert.AreEqual(ScalarType.Int64, tensor(3L).dtype);
        Assert.AreEqual(ScalarType.Float32, tensor(new long[] { 1, 2 }, dtype: ScalarType.Float32).dtype);
        CollectionAssert.AreEqual(Array.Empty<long>(), tensor(1.5f).shape);
    }

    [TestMethod]
    public void AnArrayTakesAGivenShape()
    {
        Expect.Tensor(tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3])[1], [3], 4, 5, 6);
        Expect.Tensor(tensor(new float[,] { { 1, 2 }, { 3, 4 } }), [2, 2], 1, 2, 3, 4);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2]));
    }

    [TestMethod]
    public void AnArrayIsCopied()
    {
        float[] numbers = [1, 2];
        Tensor copied = tensor(numbers);
        numbers[0] = 9;
        Expect.Tensor(copied, [2], 1, 2);
    }

    [TestMethod]
    public void LikeTensorsTakeShapeAndType()
    {
        Tensor model = zeros(2, 2, dtype: ScalarType.Float64);
        Assert.AreEqual(ScalarType.Float64, ones_like(model).dtype);
        Expect.Tensor(full_like(model, 3), [2, 2], 3, 3, 3, 3);
        Assert.AreEqual(ScalarType.Int64, zeros_like(model, dtype: ScalarType.Int64).dtype);
    }

    [TestMethod]
    public void RequiresGradIsSetWhereAskedFor()
    {
        Assert.IsTrue(zeros(2, requires_grad: true).requires_grad);
        Assert.IsFalse(zeros(2).requires_grad);
        Assert.IsTrue(tensor(new float[] { 1 }, requires_grad: true).requires_grad);
    }
}
