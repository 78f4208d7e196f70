using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Packages.Tests.Tensors;

[TestClass]
public sealed class FunctionTests
{
    private DisposeScope _scope = null!;

    [TestInitialize]
    public void Begin() => _scope = NewDisposeScope();

    [TestCleanup]
    public void End() => _scope.Dispose();

    [TestMethod]
    public void Convolutions()
    {
        Tensor image = arange(9, dtype: ScalarType.Float32).reshape(1, 1, 3, 3), kernel = ones(1, 1, 2, 2);
        Expect.Tensor(nn.functional.conv2d(image, kernel), [1, 1, 2, 2], 8, 12, 20, 24);
        Expect.Tensor(nn.functional.conv2d(image, kernel, tensor(new float[] { 1 }), strides: [2, 2], padding: [1, 1]), [1, 1, 2, 2], 1, 4, 10, 25);
        Expect.Tensor(nn.functional.conv_transpose2d(ones(1, 1, 1, 2), kernel, strides: [2, 2]), [1, 1, 2, 4], 1, 1, 1, 1, 1, 1, 1, 1);
        Expect.Tensor(nn.functional.linear(tensor(new float[] { 1, 2 }), eye(2) * 3, ones(2)), [2], 4, 7);
    }

    [TestMethod]
    public void Normalizations()
    {
        Tensor x = tensor(new[] { 1.0, 3.0, 10.0, 20.0 }, [1, 4]);
        Expect.Tensor(nn.functional.layer_norm(x[TensorIndex.Colon, ..2], [2], eps: 0), [1, 2], -1, 1);
        Expect.Tensor(nn.functional.group_norm(x, 2, eps: 0), [1, 4], -1, 1, -1, 1);
        Expect.Tensor(nn.functional.normalize(tensor(new[] { 3.0, 4.0 }, [1, 2])), [1, 2], 0.6, 0.8);
    }

    [TestMethod]
    public void Activations()
    {
        Tensor x = tensor(new[] { -1.0, 2.0 });
        Expect.Tensor(nn.functional.relu(x), [2], 0, 2);
        Expect.Tensor(nn.functional.leaky_relu(x, 0.2), [2], -0.2, 2);
        Expect.Tensor(nn.functional.silu(x), [2], -1 / (1 + Math.E), 2 / (1 + Math.Exp(-2)));
        Expect.Tensor(nn.functional.softplus(x), [2], Math.Log(1 + Math.Exp(-1)), Math.Log(1 + Math.Exp(2)));
        // x times the normal distribution function: Phi(1) = 0.8413447, Phi(2) = 0.9772499.
        Expect.Tensor(nn.functional.gelu(x), [2], -0.1586553, 1.9544997);
    }

    [TestMethod]
    public void Losses()
    {
        Tensor logits = tensor(new[] { 0.0, Math.Log(3), 0.0, 0.0 }, [2, 2]);
        Tensor target = tensor(new long[] { 1, 0 });
        Expect.Tensor(nn.functional.cross_entropy(logits, target), [], (Math.Log(4.0 / 3) + Math.Log(2)) / 2);
        Expect.Tensor(nn.functional.cross_entropy(logits, target, reduction: nn.Reduction.None), [2], Math.Log(4.0 / 3), Math.Log(2));
        Tensor soft = tensor(new[] { 0.5, 0.5, 1.0, 0.0 }, [2, 2]);
        Expect.Tensor(nn.functional.cross_entropy(logits, soft, reduction: nn.Reduction.Sum), [],
            (Math.Log(4) + Math.Log(4.0 / 3)) / 2 + Math.Log(2));
        Expect.Tensor(nn.functional.nll_loss(logits.log_softmax(1), target), [], (Math.Log(4.0 / 3) + Math.Log(2)) / 2);
        Expect.Tensor(nn.functional.mse_loss(tensor(new[] { 1.0, 3.0 }), zeros(2, dtype: ScalarType.Float64)), [], 5);
        Expect.Tensor(nn.functional.l1_loss(tensor(new[] { 1.0, -3.0 }), zeros(2, dtype: ScalarType.Float64)), [], 2);
        Expect.Tensor(nn.functional.kl_div(tensor(new[] { 0.5, 0.5 }).log(), tensor(new[] { 0.25, 0.75 }), log_target: false, reduction: nn.Reduction.Sum),
            [], 0.25 * Math.Log(0.5) + 0.75 * Math.Log(1.5));
        Expect.Tensor(nn.functional.binary_cross_entropy_with_logits(zeros(1), ones(1)), [], Math.Log(2));
    }

    [TestMethod]
    public void RearrangingImages()
    {
        Tensor x = arange(4, dtype: ScalarType.Float32).reshape(1, 4, 1, 1);
        Expect.Tensor(nn.functional.pixel_shuffle(x, 2), [1, 1, 2, 2], 0, 1, 2, 3);
        Expect.Tensor(nn.functional.pixel_unshuffle(nn.functional.pixel_shuffle(x, 2), 2), [1, 4, 1, 1], 0, 1, 2, 3);
        Tensor image = arange(4, dtype: ScalarType.Float32).reshape(1, 1, 2, 2);
        Expect.Tensor(nn.functional.avg_pool2d(image, 2), [1, 1, 1, 1], 1.5);
        Expect.Tensor(nn.functional.max_pool2d(image, 2), [1, 1, 1, 1], 3);
        Expect.Tensor(nn.functional.pad(image, (1L, 0L, 0L, 1L)), [1, 1, 3, 3], 0, 0, 1, 0, 2, 3, 0, 0, 0);
        CollectionAssert.AreEqual(new long[] { 4, 5 }, nn.functional.pad(zeros(2, 3), 1).shape);
        Expect.Tensor(nn.functional.interpolate(image, scale_factor: [2, 2])[0, 0, 0], [4], 0, 0, 1, 1);
        Expect.Tensor(nn.functional.interpolate(image, size: [1, 3], mode: InterpolationMode.Bilinear, align_corners: false), [1, 1, 1, 3], 1, 1.5, 2);
        Expect.Tensor(nn.functional.unfold(image, 2), [1, 4, 1], 0, 1, 2, 3);
    }

    [TestMethod]
    public void Attention()
    {
        using var random = new Generator(5);
        Tensor q = randn([2, 2, 3, 4], generator: random), k = randn([2, 2, 3, 4], generator: random), v = randn([2, 2, 3, 4], generator: random);
        Tensor scores = q.matmul(k.transpose(-2, -1)) / 2;
        Expect.Near(scores.softmax(-1).matmul(v), nn.functional.scaled_dot_product_attention(q, k, v));
        Tensor hidden = ones(3, 3).triu(1).@bool();
        Expect.Near(scores.masked_fill(hidden, double.NegativeInfinity).softmax(-1).matmul(v), nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true));
        Expect.Near((scores + hidden * -5).softmax(-1).matmul(v), nn.functional.scaled_dot_product_attention(q, k, v, hidden.@float() * -5));
    }
}
