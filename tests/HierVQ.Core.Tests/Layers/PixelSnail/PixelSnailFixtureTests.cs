using System.Text.Json;
using HierVQ.Layers;
using HierVQ.Layers.PixelSnail;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Layers.PixelSnail;

[TestClass]
public sealed class PixelSnailFixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void Top_and_bottom_give_the_reference_values_and_gradients()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("pixelsnail");
        Tensor top = fixture["in/code_top"], bottom = fixture["in/code_bottom"]; // (N, h, w), (N, H, W)
        Check(fixture, "top", top, null);
        Check(fixture, "bottom", bottom, top);
        fixture.AssertAllRead();
    }

    private static void Check(Fixture fixture, string level, Tensor codes, Tensor? above)
    {
        using DisposeScope scope = NewDisposeScope();
        using PixelSnailNetwork network = Make(fixture, level, above is not null);
        fixture.LoadWeights(network, $"param/{level}.", $"buffer/{level}.");
        int classes = Number(fixture, "n_class");
        Tensor? condition = above is null ? null : network.Condition!.call(OneHot(above, classes));
        Tensor logits = network.Run(OneHot(codes, classes), condition); // (N, K, H, W)
        fixture.AssertClose($"out/logits_{level}", logits);
        Tensor loss = nn.functional.cross_entropy(logits, codes);
        fixture.AssertClose($"loss/{level}", loss);
        loss.backward();
        Dictionary<string, Parameter> parameters = network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        foreach (string name in fixture.Names($"gradnorm/{level}."))
            fixture.AssertGradientNorm($"gradnorm/{level}.{name}", parameters[name]);
    }

    private static PixelSnailNetwork Make(Fixture fixture, string level, bool conditioned)
    {
        JsonElement size = fixture.Config.GetProperty(level);
        int classes = Number(fixture, "n_class");
        using var init = new Generator(1);
        var context = new LayerContext(CPU, init);
        var shape = new PixelSnailShape
        {
            Height = size[0].GetInt32(),
            Width = size[1].GetInt32(),
            InputChannels = classes,
            OutputChannels = classes,
            Channels = Number(fixture, "channel"),
            KernelSize = Number(fixture, "kernel_size"),
            Blocks = Number(fixture, "n_block"),
            ResidualBlocks = Number(fixture, "n_res_block"),
            ResidualChannels = Number(fixture, "res_channel"),
            Attention = fixture.Config.GetProperty(level + "_attention").GetBoolean(),
            ConditionChannels = conditioned ? Number(fixture, "cond_res_channel") : 0,
        };
        int factor = shape.Height / fixture.Config.GetProperty("top")[0].GetInt32();
        return new PixelSnailNetwork(shape, context, conditioned
            ? new PixelSnailCondition(classes, shape.ConditionChannels, Number(fixture, "n_cond_res_block"), factor, context)
            : null);
    }

    private static int Number(Fixture fixture, string name) => fixture.Config.GetProperty(name).GetInt32();

    private static Tensor OneHot(Tensor codes, int classes) =>
        nn.functional.one_hot(codes, classes).permute(0, 3, 1, 2).to(ScalarType.Float32);
}
