using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ArithmeticTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void OperatorsWorkWithTensorsAndNumbers()
    {
        Tensor a = tensor(new float[] { 1, 2, 4 }), b = tensor(new float[] { 2, 2, 2 });
        Expect.Tensor(a + b, [3], 3, 4, 6);
        Expect.Tensor(a - b, [3], -1, 0, 2);
        Expect.Tensor(a * b, [3], 2, 4, 8);
        Expect.Tensor(a / b, [3], 0.5, 1, 2);
        Expect.Tensor(a + 1, [3], 2, 3, 5);
        Expect.Tensor(1 - a, [3], 0, -1, -3);
        Expect.Tensor(2.0 * a, [3], 2, 4, 8);
        Expect.Tensor(4f / a, [3], 4, 2, 1);
        Expect.Tensor(-a, [3], -1, -2, -4);
    }

    [TestMethod]
    public void NumbersDoNotChangeTheElementType()
    {
        Assert.AreEqual(ScalarType.Float32, (ones(2) * 2.0).dtype);
        Assert.AreEqual(ScalarType.Int64, (ones(2, dtype: ScalarType.Int64) * 2).dtype);
        Assert.AreEqual(ScalarType.Float32, (ones(2, dtype: ScalarType.Int64) * 2.5).dtype);
        Assert.AreEqual(ScalarType.Float32, (ones(2, dtype: ScalarType.Int64) / 2).dtype);
    }

    [TestMethod]
    public void ShapesBroadcast()
    {
        Tensor column = tensor(new float[] { 10, 20 }, [2, 1]), row = tensor(new float[] { 1, 2, 3 });
        Expect.Tensor(column + row, [2, 3], 11, 12, 13, 21, 22, 23);
    }

    [TestMethod]
    public void InPlaceOperatorsReturnTheSameObject()
    {
        Tensor a = tensor(new float[] { 1, 2 });
        Assert.AreSame(a, a.add_(1));
        Assert.AreSame(a, a.mul_(2));
        Assert.AreSame(a, a.addcmul_(ones(2), full([2], 3), 2));
        Assert.AreSame(a, a.clamp_(0, 11));
        Expect.Tensor(a, [2], 10, 11);
    }

    [TestMethod]
    public void FusedOperators()
    {
        Tensor a = tensor(new float[] { 1, 2 });
        Expect.Tensor(a.add(ones(2), alpha: 3), [2], 4, 5);
        Expect.Tensor(a.addcmul(a, a, 2), [2], 3, 10);
        Expect.Tensor(a.addcdiv(a, full([2], 2), 4), [2], 3, 6);
        Expect.Tensor(a.lerp(a * 3, tensor(0.5f)), [2], 2, 4);
        Expect.Tensor(a.pow(3), [2], 1, 8);
        Expect.Tensor(maximum(a, tensor(new float[] { 3, 0 })), [2], 3, 2);
    }

    [TestMethod]
    public void RoundingDivision()
    {
        Tensor a = tensor(new float[] { -7, 7 });
        Expect.Tensor(a.div(2, RoundingMode.floor), [2], -4, 3);
        Expect.Tensor(a.div(2, RoundingMode.trunc), [2], -3, 3);
        Expect.Tensor(tensor(new long[] { -7, 7 }).remainder(4), [2], 1, 3);
    }

    [TestMethod]
    public void FunctionsOfOneElement()
    {
        Tensor a = tensor(new[] { -1.0, 0.0, 2.0 });
        Expect.Tensor(a.exp(), [3], Math.Exp(-1), 1, Math.Exp(2));
        Expect.Tensor(a.abs().sqrt(), [3], 1, 0, Math.Sqrt(2));
        Expect.Tensor(a.sigmoid(), [3], 1 / (1 + Math.E), 0.5, 1 / (1 + Math.Exp(-2)));
        Expect.Tensor(a.tanh(), [3], Math.Tanh(-1), 0, Math.Tanh(2));
        Expect.Tensor(a.sign(), [3], -1, 0, 1);
        Expect.Tensor(a.square(), [3], 1, 0, 4);
        Expect.Tensor(a.clamp(min: -0.5, max: 1), [3], -0.5, 0, 1);
        Expect.Tensor(tensor(new[] { 1.25, -1.75 }).floor(), [2], 1, -2);
        Expect.Tensor(tensor(new[] { 4.0 }).rsqrt(), [1], 0.5);
    }

    [TestMethod]
    public void ComparisonsGiveTruthValues()
    {
        Tensor a = tensor(new float[] { 1, 2, 3 });
        Expect.Tensor(a > 1, [3], 0, 1, 1);
        Expect.Tensor(a.le(2), [3], 1, 1, 0);
        Expect.Tensor(a.eq(tensor(new float[] { 1, 0, 3 })), [3], 1, 0, 1);
        Assert.AreEqual(ScalarType.Bool, a.ne(2).dtype);
        Expect.Tensor(a.gt(1).logical_and(a.lt(3)), [3], 0, 1, 0);
        Expect.Tensor(where(a.gt(1), a, zeros(3)), [3], 0, 2, 3);
        Assert.IsTrue(a.allclose(a + 1e-7));
        Assert.IsFalse(a.allclose(a + 1e-2));
        Expect.Tensor(tensor(new[] { 1.0, double.NaN, double.PositiveInfinity }).isfinite(), [3], 1, 0, 0);
    }
}
