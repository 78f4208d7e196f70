using System.Text.Json;
using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Tests.Fixtures;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Maps;

[TestClass]
public sealed class PixelSnailPriorFixtureTests
{
    [TestMethod]
    [TestCategory("Fixture")]
    public void Top_and_bottom_prior_give_the_reference_values_and_gradients_and_no_later_code_is_seen()
    {
        using DisposeScope scope = NewDisposeScope();
        using Fixture fixture = Fixture.Load("pixelsnail");
        Tensor top = fixture["in/code_top"].flatten(1), bottom = fixture["in/code_bottom"].flatten(1); // (N, h w), (N, H W)
        CodeLevel above = Level(fixture, "top");
        Check(fixture, "top", new PriorContext(new CodeLayout(above), ConditionShape.None, CPU), top, null);
        Check(fixture, "bottom", new PriorContext(new CodeLayout(Level(fixture, "bottom")), ConditionShape.Above(new CodeLayout(above)), CPU), bottom, top);
        fixture.AssertAllRead();
    }

    private static void Check(Fixture fixture, string level, PriorContext context, Tensor codes, Tensor? told)
    {
        using DisposeScope scope = NewDisposeScope();
        using var prior = (PixelSnailPrior)Options(fixture, level).Create(context);
        Load(fixture, level, prior);
        prior.eval();
        using (no_grad())
        {
            Tensor logits = prior.Logits(codes, prior.Input.Rows(told, codes.size(0), CPU), scoring: true); // (N, K, H, W)
            fixture.AssertClose($"out/logits_{level}", logits);
            Tensor other = codes.clone();
            other.select(1, codes.size(1) - 1).copy_(codes.select(1, codes.size(1) - 1).add(1).remainder(context.Layout[0].CodebookSize));
            Assert.AreEqual(0f, prior.Logits(other, prior.Input.Rows(told, codes.size(0), CPU), scoring: true).sub(logits).abs().max().item<float>());
            fixture.AssertClose($"loss/{level}", prior.NegativeLogLikelihood(codes, told).mean());
        }
        PriorLoss loss = prior.TrainingLoss(new PriorBatch(codes, told));
        fixture.AssertClose($"loss/{level}", loss.Total);
        loss.Total.backward();
        foreach ((string name, Parameter parameter) in prior.named_parameters())
        {
            if (fixture.Names($"gradnorm/{level}.").Contains(Theirs(name)))
                fixture.AssertGradientNorm($"gradnorm/{level}.{Theirs(name)}", parameter);
        }
    }

    private static PixelSnailOptions Options(Fixture fixture, string level) => new()
    {
        Channels = Number(fixture, "channel"),
        KernelSize = Number(fixture, "kernel_size"),
        Blocks = Number(fixture, "n_block"),
        ResidualBlocks = Number(fixture, "n_res_block"),
        ResidualChannels = Number(fixture, "res_channel"),
        Attention = fixture.Config.GetProperty(level + "_attention").GetBoolean(),
        ConditionChannels = Number(fixture, "cond_res_channel"),
        ConditionBlocks = Number(fixture, "n_cond_res_block"),
    };

    private static void Load(Fixture fixture, string level, PixelSnailPrior prior)
    {
        using IDisposable noGrad = no_grad();
        foreach ((string name, Tensor weight) in prior.state_dict())
        {
            string theirs = Theirs(name);
            weight.copy_(fixture[(theirs == "background" ? "buffer/" : "param/") + $"{level}.{theirs}"]);
        }
    }

    private static string Theirs(string name) => name.Replace("network.", "", StringComparison.Ordinal).Replace("condition.maps.0.", "cond_resnet.", StringComparison.Ordinal);

    private static CodeLevel Level(Fixture fixture, string level)
    {
        JsonElement size = fixture.Config.GetProperty(level);
        return new CodeLevel(size[0].GetInt32(), size[1].GetInt32(), 1, Number(fixture, "n_class"));
    }

    private static int Number(Fixture fixture, string name) => fixture.Config.GetProperty(name).GetInt32();
}
