using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class AutogradTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void GradientsAgreeWithFiniteDifferences()
    {
        using var random = new Generator(3);
        Check([3, 4], random, x => (x.softmax(1) * x).sum());
        Check([2, 3], random, x => nn.functional.gelu(x).pow(2).sum());
        Check([2, 3], random, x => nn.functional.layer_norm(x, [3]).mul(x).sum());
        Check([1, 4, 3, 3], random, x => nn.functional.group_norm(x, 2).mul(x).sum());
        Check([1, 2, 4, 4], random, x => nn.functional.conv2d(x, arange(36, dtype: ScalarType.Float64).reshape(2, 2, 3, 3) * 0.01, padding: [1, 1]).square().sum());
        Check([3, 3], random, x => x.matmul(x.t()).tanh().sum());
        Check([4], random, x => x.index_select(0, tensor(new long[] { 0, 0, 3 })).square().sum());
        Check([2, 5], random, x => nn.functional.cross_entropy(x, tensor(new long[] { 1, 4 })));
        Check([2, 3], random, x => cat([x.sigmoid(), x.exp()], 1).logsumexp(1).sum());
    }

    [TestMethod]
    public void GradientsAccumulateUntilTheyAreCleared()
    {
        Tensor x = tensor(new float[] { 2 }, requires_grad: true);
        Assert.IsNull(x.grad);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        Expect.Tensor(x.grad!, [1], 6);
        x.grad = null;
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void GradientsWithoutStoringThem()
    {
        Tensor x = tensor(new float[] { 2 }, requires_grad: true), y = tensor(new float[] { 5 }, requires_grad: true);
        IList<Tensor> gradients = autograd.grad([(x * x * y).sum()], [x, y]);
        Expect.Tensor(gradients[0], [1], 20);
        Expect.Tensor(gradients[1], [1], 4);
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void SecondDerivatives()
    {
        Tensor x = tensor(new float[] { 3 }, requires_grad: true);
        Tensor first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        Expect.Tensor(autograd.grad([first.sum()], [x])[0], [1], 18);
    }

    [TestMethod]
    public void ModesSwitchTheGraphOffAndBackOn()
    {
        Tensor x = tensor(new float[] { 1 }, requires_grad: true);
        using (no_grad())
        {
            Assert.IsFalse(is_grad_enabled());
            Assert.IsFalse((x * 2).requires_grad);
            using (enable_grad())
                Assert.IsTrue((x * 2).requires_grad);
            Assert.IsFalse(is_grad_enabled());
        }
        Assert.IsTrue(is_grad_enabled());
        using (inference_mode())
        {
            Assert.IsTrue(is_inference_mode_enabled());
            Assert.IsFalse((x * 2).requires_grad);
        }
        Assert.IsFalse(is_inference_mode_enabled());
        Assert.IsTrue((x * 2).requires_grad);
    }

    [TestMethod]
    public void DetachedTensorsShareElementsButNoGraph()
    {
        Tensor x = tensor(new float[] { 1, 2 }, requires_grad: true);
        Tensor detached = (x * 1).detach();
        Assert.IsFalse(detached.requires_grad);
        Assert.IsTrue(x.is_leaf);
        Assert.IsFalse((x * 1).is_leaf);
        // The straight-through estimator: the value of one, the gradient of the other.
        Tensor through = x + (x.round() * 10 - x).detach();
        through.sum().backward();
        Expect.Tensor(through, [2], 10, 20);
        Expect.Tensor(x.grad!, [2], 1, 1);
    }

    // Central differences in float64 against backward.
    private static void Check(long[] shape, Generator random, Func<Tensor, Tensor> function)
    {
        Tensor x = randn(shape, dtype: ScalarType.Float64, generator: random).requires_grad_();
        function(x).backward();
        double[] slopes = Expect.Doubles(x.grad!);
        const double Step = 1e-5;
        using IDisposable off = no_grad();
        Tensor flat = x.detach().reshape(-1);
        for (int i = 0; i < slopes.Length; i++)
        {
            Tensor nudge = zeros(flat.numel(), dtype: ScalarType.Float64);
            nudge[i] = tensor(Step);
            double up = function((flat + nudge).reshape(shape)).item<double>(), down = function((flat - nudge).reshape(shape)).item<double>();
            Assert.AreEqual((up - down) / (2 * Step), slopes[i], 1e-6 * Math.Max(1, Math.Abs(slopes[i])), $"element {i}");
        }
    }
}
