using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers;

/// <summary>Passes without gradients lie otherwise in memory and go through another norm; what they give must be the same.</summary>
[TestClass]
public sealed class ChannelsLastTests
{
    [TestMethod]
    [DataRow(false, new[] { 16 })]
    [DataRow(true, new[] { 8 })]
    public void Encoder_and_decoder_give_the_same_without_gradients(bool initialDownsample, int[] attention)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        var context = new LayerContext(CPU, generator);
        var shape = new BackboneShape
        {
            Resolution = 32,
            Channels = 32,
            Multipliers = [1, 2],
            ResidualBlocks = 1,
            AttentionResolutions = attention,
            LatentChannels = 8,
            InitialDownsample = initialDownsample,
        };
        using var encoder = new Encoder(shape, context);
        using var decoder = new Decoder(shape, context);
        Tensor images = rand([3, 3, 32, 32], generator: generator);

        Tensor features = encoder.call(images), decoded = decoder.call(features.detach());

        using IDisposable noGrad = no_grad();
        Tensor same = encoder.call(images);
        AssertNear(features, same);
        AssertNear(decoded, decoder.call(features));
        Assert.IsTrue(same.is_contiguous());
    }

    [TestMethod]
    [DataRow(32)]
    [DataRow(96)]
    public void Its_norm_is_group_norm_even_far_from_zero(int channels)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(4);
        using var norm = new GroupNorm(channels, CPU);
        Tensor map = randn([2, channels, 5, 7], generator: generator).add(1000);
        using IDisposable noGrad = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in norm.parameters())
            parameter.copy_(randn(parameter.shape, generator: generator));

        Tensor expected = norm.call(map);
        Tensor last = ChannelsLast.Of(map);

        Assert.IsTrue(ChannelsLast.Is(last));
        AssertNear(expected, norm.call(last), 1e-3);
        AssertNear(nn.functional.silu(expected), norm.Swish(last), 1e-3);
    }

    private static void AssertNear(Tensor expected, Tensor actual, double tolerance = 1e-5) =>
        Assert.IsLessThanOrEqualTo(tolerance, (expected.detach() - actual).abs().max().item<float>() / expected.abs().max().item<float>());
}
