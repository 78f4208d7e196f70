using HierVQ.Layers;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers;

[TestClass]
public sealed class LayersFixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void Layers_give_the_reference_values_and_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("layers");
        int inputs = fixture.Config.GetProperty("cin").GetInt32();
        int outputs = fixture.Config.GetProperty("cout").GetInt32();
        using var init = new Generator(1);
        var context = new LayerContext(CPU, init);

        Check(fixture, "res_change", new ResidualBlock(inputs, outputs, context));
        Check(fixture, "attn", new AttentionBlock(inputs, context));
        Check(fixture, "norm", new GroupNorm(inputs, CPU));
        Check(fixture, "down", new Downsample(outputs, context));
        Check(fixture, "up", new Upsample(outputs, context));
        Check(fixture, "nearest", input => Resampling.NearestUp(input, 2));
        Check(fixture, "pool", input => Resampling.AverageDown(input, 2));
        fixture.AssertAllRead();
    }

    private static void Check(Fixture fixture, string name, nn.Module<Tensor, Tensor> layer)
    {
        using (layer)
        {
            fixture.LoadWeights(layer, $"param/{name}.");
            Check(fixture, name, layer.call);
            foreach ((string parameter, Tensor weight) in layer.named_parameters())
                fixture.AssertGradientNorm($"gradnorm/{name}.{parameter}", weight);
        }
    }

    private static void Check(Fixture fixture, string name, Func<Tensor, Tensor> layer)
    {
        Tensor input = fixture["in/" + name].clone().requires_grad_();
        Tensor output = layer(input);
        fixture.AssertClose("out/" + name, output);
        output.square().mean().backward();
        fixture.AssertClose($"grad/{name}.input", input.grad!);
    }
}
