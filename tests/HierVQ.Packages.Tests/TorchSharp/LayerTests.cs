using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class LayerTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void LinearHasTheShapesAndBoundsOfPyTorch()
    {
        using Linear linear = nn.Linear(100, 3);
        CollectionAssert.AreEqual(new long[] { 3, 100 }, linear.weight!.shape);
        CollectionAssert.AreEqual(new long[] { 3 }, linear.bias!.shape);
        Assert.IsLessThanOrEqualTo(0.1f, linear.weight.abs().max().item<float>());
        using Linear bare = nn.Linear(2, 2, hasBias: false);
        Assert.IsNull(bare.bias);
    }

    [TestMethod]
    public void LinearMultiplies()
    {
        using Linear linear = nn.Linear(2, 2);
        using (no_grad())
        {
            linear.weight!.copy_(tensor(new float[] { 1, 2, 3, 4 }, [2, 2]));
            linear.bias!.fill_(1);
        }
        Expect.Tensor(linear.call(ones(1, 2)), [1, 2], 4, 8);
    }

    [TestMethod]
    public void ConvolutionsOfEveryPadding()
    {
        using Conv2d same = nn.Conv2d(1, 2, 3, Padding.Same);
        CollectionAssert.AreEqual(new long[] { 1, 2, 5, 5 }, same.call(ones(1, 1, 5, 5)).shape);
        using Conv2d strided = nn.Conv2d(1, 2, 4, stride: 2, padding: 1);
        CollectionAssert.AreEqual(new long[] { 1, 2, 4, 4 }, strided.call(ones(1, 1, 8, 8)).shape);
        using Conv2d oblong = nn.Conv2d(2, 2, (1L, 3L), padding: (0L, 1L), groups: 2, bias: false);
        CollectionAssert.AreEqual(new long[] { 2, 1, 1, 3 }, oblong.weight!.shape);
        CollectionAssert.AreEqual(new long[] { 1, 2, 4, 4 }, oblong.call(ones(1, 2, 4, 4)).shape);
        using ConvTranspose2d up = nn.ConvTranspose2d(2, 3, 4, stride: 2, padding: 1);
        CollectionAssert.AreEqual(new long[] { 2, 3, 4, 4 }, up.weight!.shape);
        CollectionAssert.AreEqual(new long[] { 1, 3, 8, 8 }, up.call(ones(1, 2, 4, 4)).shape);
    }

    [TestMethod]
    public void EmbeddingLooksUpRows()
    {
        using Embedding embedding = nn.Embedding(5, 2);
        Tensor rows = embedding.call(tensor(new long[] { 4, 0 }));
        Expect.Near(embedding.weight![4], rows[0], 0);
        rows.sum().backward();
        Expect.Tensor(embedding.weight.grad!.sum(1), [5], 2, 0, 0, 0, 2);
    }

    [TestMethod]
    public void LayerNormBeginsAsThePlainOne()
    {
        using LayerNorm norm = nn.LayerNorm(4, 1e-6);
        Tensor x = arange(8, dtype: ScalarType.Float32).reshape(2, 4);
        Expect.Near(nn.functional.layer_norm(x, [4], eps: 1e-6), norm.call(x));
        Assert.AreEqual(2, norm.parameters().Count());
    }

    [TestMethod]
    public void BatchNormLearnsItsStatistics()
    {
        using BatchNorm2d norm = nn.BatchNorm2d(1);
        Tensor x = tensor(new float[] { 0, 2, 4, 6 }, [1, 1, 2, 2]);
        Expect.Tensor(norm.call(x).mean(), [], 0);
        Expect.Tensor(norm.running_mean!, [1], 0.3);
        Expect.Tensor(norm.running_var!, [1], 0.9 + 0.1 * 20 / 3);
        norm.eval();
        Expect.Tensor(norm.call(x)[0, 0, 0, 0], [], -0.3 / Math.Sqrt(0.9 + 2.0 / 3 + 1e-5));
    }

    [TestMethod]
    public void SequencesRunInOrder()
    {
        using Sequential sequence = nn.Sequential(("one", nn.Linear(2, 3)), ("two", nn.ReLU()));
        Assert.AreEqual(2, sequence.Count);
        CollectionAssert.AreEqual(new[] { "one.weight", "one.bias" }, sequence.named_parameters().Select(pair => pair.name).ToArray());
        Assert.IsTrue(sequence.call(randn(4, 2)).ge(0).all().item<bool>());
    }

    [TestMethod]
    public void InitialisersKeepTheirBounds()
    {
        Tensor weight = empty(50, 20);
        nn.init.xavier_uniform_(weight);
        Assert.IsLessThanOrEqualTo((float)Math.Sqrt(6.0 / 70), weight.abs().max().item<float>());
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        Assert.IsLessThanOrEqualTo((float)Math.Sqrt(1.0 / 20), weight.abs().max().item<float>());
        using var random = new Generator(1);
        nn.init.normal_(weight, 3, 0.1, random);
        Assert.AreEqual(3, weight.mean().item<float>(), 0.02);
        Expect.Tensor(nn.init.constant_(empty(2), 4), [2], 4, 4);
        Expect.Tensor(nn.init.zeros_(empty(1)), [1], 0);
        Expect.Tensor(nn.init.ones_(empty(1)), [1], 1);
    }

    [TestMethod]
    public void GradientsAreClippedTogether()
    {
        var a = new Parameter(zeros(2));
        var b = new Parameter(zeros(1));
        a.grad = tensor(new float[] { 3, 0 });
        b.grad = tensor(new float[] { 4 });
        Assert.AreEqual(5.0, nn.utils.clip_grad_norm_([a, b], 1), 1e-5);
        Expect.Tensor(a.grad!, [2], 0.6, 0);
        Expect.Tensor(b.grad!, [1], 0.8);
        Assert.AreEqual(1.0, nn.utils.clip_grad_norm_([a, b], 10), 1e-5);
        Expect.Tensor(b.grad!, [1], 0.8);
    }
}
