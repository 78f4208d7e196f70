using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class ProductTests
{
    private DisposeScope _scope = null!;
    private Tensor _a = null!, _b = null!;

    [TestInitialize]
    public void Begin()
    {
        _scope = NewDisposeScope();
        _a = tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        _b = tensor(new float[] { 0, 1, 1, 0 }, [2, 2]);
    }

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void ProductsOfMatrices()
    {
        Expect.Tensor(_a.matmul(_b), [2, 2], 2, 1, 4, 3);
        Expect.Tensor(_a.mm(_b), [2, 2], 2, 1, 4, 3);
        Expect.Tensor(stack([_a, _b]).bmm(stack([_b, _a])), [2, 2, 2], 2, 1, 4, 3, 3, 4, 1, 2);
        Expect.Tensor(addmm(_b, _a, _b, 2, 1), [2, 2], 2, 3, 6, 3);
        Expect.Tensor(baddbmm(zeros(1, 2, 2), _a.unsqueeze(0), _b.unsqueeze(0), 1, 0.5f), [1, 2, 2], 1, 0.5, 2, 1.5);
        Expect.Tensor(einsum("ij,kj->ik", _a, _b), [2, 2], 2, 1, 4, 3);
        Expect.Tensor(outer(arange(2), arange(1, 3)), [2, 2], 0, 0, 1, 2);
    }

    [TestMethod]
    public void Distances()
    {
        Tensor points = tensor(new float[] { 0, 0, 3, 4 }, [2, 2]);
        Expect.Tensor(cdist(points, points), [2, 2], 0, 5, 5, 0);
    }

    [TestMethod]
    public void EigenvaluesOfSymmetricMatrices()
    {
        // Only the named triangle is read.
        Tensor symmetric = tensor(new double[] { 2, 9, 1, 2 }, [2, 2]);
        Expect.Tensor(linalg.eigvalsh(symmetric), [2], 1, 3);
        (Tensor values, Tensor vectors) = linalg.eigh(symmetric);
        Expect.Tensor(values, [2], 1, 3);
        Expect.Tensor(vectors.mul(values).matmul(vectors.t()), [2, 2], 2, 1, 1, 2);
        Expect.Tensor(linalg.eigvalsh(symmetric, 'U'), [2], -7, 11);
    }

    [TestMethod]
    [TestCategory("Offline")]
    public void AShapeErrorIsAnException()
    {
        // The real TorchSharp lets this one end the process; shapes are checked before wherever it matters.
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        StringAssert.Contains(error.Message, "cannot be multiplied");
        Expect.Tensor(_a.matmul(_b), [2, 2], 2, 1, 4, 3);
    }
}
