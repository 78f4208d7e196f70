using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers;

[TestClass]
public sealed class LayerTests
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Generator _generator = new(3);

    [TestCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _generator.Dispose();
    }

    [TestMethod]
    public void Dropout_zeroes_its_rate_and_scales_up_the_rest()
    {
        using var layer = new Dropout(0.25, _generator);
        Tensor input = ones(100, 100).requires_grad_();
        Tensor output = layer.call(input);
        float[] values = output.data<float>().ToArray();
        Assert.AreEqual(0.25, values.Count(value => value == 0) / 1e4, 0.02);
        Assert.IsTrue(values.All(value => value is 0 or 1 / 0.75f));
        output.sum().backward();
        CollectionAssert.AreEqual(values, input.grad!.data<float>().ToArray());
        CollectionAssert.AreNotEqual(values, layer.call(input).data<float>().ToArray());
    }

    [TestMethod]
    public void Dropout_draws_the_same_from_the_same_generator()
    {
        using var first = new Generator(9);
        using var second = new Generator(9);
        using Dropout one = new(0.5, first), other = new(0.5, second);
        CollectionAssert.AreEqual(one.call(ones(50)).data<float>().ToArray(), other.call(ones(50)).data<float>().ToArray());
    }

    [TestMethod]
    public void Dropout_does_nothing_in_evaluation_mode_or_at_rate_zero()
    {
        Tensor input = ones(10);
        using var layer = new Dropout(0.9, _generator);
        layer.eval();
        using var none = new Dropout(0, null);
        Assert.AreSame(input, layer.call(input));
        Assert.AreSame(input, none.call(input));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Dropout(1, _generator));
        Assert.ThrowsExactly<ArgumentNullException>(() => new Dropout(0.1, null));
    }

    [TestMethod]
    public void An_embedding_looks_rows_up_and_gathers_their_gradients()
    {
        using var layer = new Embedding(5, 3, _generator, CPU, deviation: 0.02);
        Tensor rows = layer.call(tensor([4L, 1L, 4L]));
        CollectionAssert.AreEqual(layer.Weight[4].data<float>().ToArray(), rows[2].data<float>().ToArray());
        rows.sum().backward();
        CollectionAssert.AreEqual((float[])[0, 1, 0, 0, 2], layer.Weight.grad!.narrow(1, 0, 1).flatten().data<float>().ToArray());
    }

    [TestMethod]
    public void Weights_begin_within_their_bounds()
    {
        using var uniform = new Linear(64, 200, _generator, CPU);
        using var normal = new Linear(64, 200, _generator, CPU, deviation: 0.02);
        using var bare = new Linear(64, 8, _generator, CPU, hasBias: false);
        float[] weights = uniform.Weight.data<float>().ToArray();
        Assert.IsLessThanOrEqualTo(1 / 8f, weights.Max(Math.Abs));
        Assert.IsGreaterThan(0.12f, weights.Max(Math.Abs));
        Assert.AreEqual(0.02, Math.Sqrt(normal.Weight.data<float>().ToArray().Average(value => (double)value * value)), 0.001);
        Assert.IsTrue(normal.Bias!.data<float>().ToArray().All(value => value == 0));
        Assert.IsNull(bare.Bias);
        Assert.AreEqual("weight", string.Join(", ", bare.state_dict().Keys));
    }

    [TestMethod]
    public void Norms_begin_as_plain_normalisation()
    {
        Tensor map = empty([2, 64, 3, 5], dtype: ScalarType.Float32).normal_(3, 2, _generator);
        using var group = new GroupNorm(64, CPU);
        using var layer = new LayerNorm(5, CPU);
        Tensor grouped = group.call(map).reshape(2, 32, -1), layered = layer.call(map);
        Assert.IsTrue(allclose(grouped.mean([2]), zeros(1), 1e-4, 1e-5));
        Assert.IsTrue(allclose(grouped.square().mean([2]), ones(1), 1e-3, 1e-3));
        Assert.IsTrue(allclose(layered.mean([3]), zeros(1), 1e-4, 1e-5));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new GroupNorm(48, CPU));
    }

    [TestMethod]
    public void Upsampling_is_doubling_and_then_a_convolution()
    {
        using var layer = new Upsample(32, new LayerContext(CPU, _generator));
        Dictionary<string, Tensor> weights = layer.state_dict();
        Tensor map = empty([2, 32, 3, 5], dtype: ScalarType.Float32).normal_(0, 1, _generator);
        Tensor expected = nn.functional.conv2d(Resampling.NearestUp(map, 2), weights["conv.weight"], weights["conv.bias"], padding: [1, 1]);
        Assert.IsTrue(allclose(layer.call(map), expected, 1e-4, 1e-5));
        // The same of a map whose numbers lie in another order.
        Tensor strided = map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.IsTrue(allclose(layer.call(strided), expected, 1e-4, 1e-5));
    }

    [TestMethod]
    public void Pixel_shuffling_loses_nothing_and_orders_channels_as_the_reference_does()
    {
        Tensor map = arange(2 * 4 * 6, dtype: ScalarType.Float32).view(1, 2, 4, 6);
        Tensor down = Resampling.PixelUnshuffle(map, 2); // (1, 8, 2, 3)
        Assert.AreEqual(map[0, 1, 2 * 1 + 1, 2 * 2 + 0].item<float>(), down[0, 1 * 4 + 1 * 2 + 0, 1, 2].item<float>());
        CollectionAssert.AreEqual(map.data<float>().ToArray(), Resampling.PixelShuffle(down, 2).data<float>().ToArray());
    }

    [TestMethod]
    public void Attention_only_where_the_nominal_resolution_says_so()
    {
        BackboneShape shape = new()
        {
            Resolution = 64,
            Channels = 32,
            Multipliers = [1, 1, 1],
            ResidualBlocks = 1,
            AttentionResolutions = [16],
            LatentChannels = 8,
            InitialDownsample = true,
        };
        // The encoder counts 64, 32, 16 although its maps are 32, 16 and 8; the decoder counts what is there.
        Assert.AreEqual("2", string.Join(", ", Enumerable.Range(0, 3).Where(shape.EncoderAttends)));
        Assert.AreEqual("1", string.Join(", ", Enumerable.Range(0, 3).Where(shape.DecoderAttends)));
        Assert.IsFalse(Enumerable.Range(0, 3).Any((shape with { Attention = false }).DecoderAttends));
        using var without = new Encoder(shape with { Attention = false, MidBlock = false }, new LayerContext(CPU, _generator));
        Assert.IsFalse(without.state_dict().Keys.Any(name => name.Contains("attn") || name.Contains("mid")));
    }
}
