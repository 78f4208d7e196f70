using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Priors.Published;
using HierVQ.Serialization;
using HierVQ.Tests.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Priors.Maps;

[TestClass]
public sealed class PixelSnailPublishedWeightsTests
{
    [TestMethod]
    [DataRow("horizontal.conv.conv.weight_g", "network.horizontal.conv.conv.weight_g")]
    [DataRow("background", "network.background")]
    [DataRow("blocks.3.causal_attention.query.bias", "network.blocks.3.causal_attention.query.bias")]
    [DataRow("cond_resnet.blocks.1.conv2.conv.weight_v", "condition.maps.0.blocks.1.conv2.conv.weight_v")]
    [DataRow("out.2.conv.bias", "network.out.2.conv.bias")]
    public void Names_of_vq_vae_2_pytorch(string name, string ours)
    {
        Assert.IsTrue(PixelSnailNames.Map.TryMap(name, out string? target, out WeightForm form));
        Assert.AreEqual((ours, WeightForm.AsIs), (target!, form));
    }

    [TestMethod]
    [DataRow("", "model")]
    [DataRow("module.", "model")]
    [DataRow("")]
    public void A_bottom_prior_is_read_out_of_a_checkpoint(string prefix, params string[] inside)
    {
        using DisposeScope scope = NewDisposeScope();
        using IPrior from = Bottom(1), into = Bottom(2);
        PublishedPriorWeights.Load(into, TorchFile.Write(Theirs(from, prefix), inside), "pixelsnail_bottom_420.pt");
        Assert.AreEqual(ModelWeights.Hash(from.Module), ModelWeights.Hash(into.Module));
    }

    [TestMethod]
    public void A_level_of_a_stack_is_read()
    {
        using DisposeScope scope = NewDisposeScope();
        using IPrior from = Bottom(1);
        var options = new PriorStackOptions { Levels = [Options(1), Options(1)] };
        using var stack = (PriorStack)options.Create(new PriorContext(new CodeLayout(new CodeLevel(2, 2, 1, 6), new CodeLevel(4, 4, 1, 6)), ConditionShape.None, CPU));
        PublishedPriorWeights.Load(stack.Levels[1], TorchFile.Write(Theirs(from, ""), "model"), "pixelsnail_bottom_420.pt");
        Assert.AreEqual(ModelWeights.Hash(from.Module), ModelWeights.Hash(stack.Levels[1].Module));
    }

    private static Dictionary<string, Tensor> Theirs(IPrior prior, string prefix) => prior.Module.state_dict().ToDictionary(
        pair => prefix + pair.Key.Replace("network.", "", StringComparison.Ordinal).Replace("condition.maps.0.", "cond_resnet.", StringComparison.Ordinal), pair => pair.Value);

    private static IPrior Bottom(int seed) => Options(seed).Create(new PriorContext(
        new CodeLayout(new CodeLevel(4, 4, 1, 6)), ConditionShape.Above(new CodeLayout(new CodeLevel(2, 2, 1, 6))), CPU));

    private static PixelSnailOptions Options(int seed) => new()
    {
        Channels = 16,
        ResidualChannels = 8,
        KernelSize = 3,
        Blocks = 1,
        ResidualBlocks = 1,
        OutputBlocks = 1,
        Attention = false,
        ConditionBlocks = 1,
        Seed = seed,
    };
}
